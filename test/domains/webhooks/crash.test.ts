import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCrash } from '../../../bench/crash/run.ts'
import { createTestDatabase } from '../../support/database.ts'

/** The long version is `npm run crash`. */
it('delivers every committed change and no other while servers are killed', {
  timeout: 280_000,
}, async () => {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'gourd-crash-'))
  try {
    const result = await runCrash({
      database: { url: database.applicationUrl, ownerUrl: database.url },
      dataDir,
      kills: 5,
      changes: 250,
      processes: 2,
    })
    expect(result).toMatchObject({ kills: 5, missing: [], phantoms: [], renamed: [], forged: 0 })
    expect(result.committed).toBeGreaterThanOrEqual(250)
    expect(result.deliveries).toBe(2 * result.committed)
  } finally {
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
