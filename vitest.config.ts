import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// A busy machine takes several times as long. Speed is the benchmarks' business.
const PATIENT = { testTimeout: 20_000, expect: { poll: { timeout: 10_000 } } }

export default defineConfig({
  test: {
    // Tests wait for the database as much as they compute: one worker beside a free core wastes half the time.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          name: 'rules',
          include: [
            'test/rules.test.ts',
            'test/lib/**/*.test.ts',
            'test/rpc/**/*.test.ts',
            'test/config/**/*.test.ts',
          ],
          ...PATIENT,
        },
      },
      {
        test: {
          name: 'app',
          include: ['test/**/*.test.ts'],
          exclude: ['test/rules.test.ts', 'test/lib/**', 'test/rpc/**', 'test/config/**'],
          globalSetup: ['test/support/global-setup.ts'],
          hookTimeout: 60_000,
          ...PATIENT,
        },
      },
    ],
  },
})
