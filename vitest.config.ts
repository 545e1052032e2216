import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
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
        },
      },
      {
        test: {
          name: 'app',
          include: ['test/**/*.test.ts'],
          exclude: ['test/rules.test.ts', 'test/lib/**', 'test/rpc/**', 'test/config/**'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
