import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { prepareDatabase } from '../../src/database/prepare.ts'
import { inFolder } from './folder.ts'

export interface BenchDatabase {
  /** As the server uses it: its role is bound by every policy. */
  url: string
  /** To fill it, and to ask what statements cost. */
  ownerUrl: string
}

/** Runs `work` with a migrated database of its own, on a PostgreSQL that counts what each statement costs. */
export const withDatabase = <T>(work: (database: BenchDatabase) => Promise<T>): Promise<T> =>
  inFolder(async (dataDir) => {
    const { url: ownerUrl, stop } = await startEmbeddedPostgres({
      dataDir,
      settings: { shared_preload_libraries: 'pg_stat_statements' },
    })
    try {
      return await work({ url: await prepareDatabase(ownerUrl), ownerUrl })
    } finally {
      await stop()
    }
  })
