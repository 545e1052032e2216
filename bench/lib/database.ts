import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { prepareDatabase } from '../../src/database/prepare.ts'
import { inFolder } from './folder.ts'

export interface BenchDatabase {
  /** As the server uses it: its role is bound by every policy. */
  url: string
  /** To fill it, and to ask what statements cost. */
  ownerUrl: string
  /** How many statements requests have caused so far; those of the job queue and of transactions do not count. */
  statements(): Promise<number>
}

/** Runs `work` with a migrated database of its own, on a PostgreSQL that counts what each statement costs. */
export const withDatabase = <T>(work: (database: BenchDatabase) => Promise<T>): Promise<T> =>
  inFolder(async (dataDir) => {
    const { close, ...database } = await openDatabase(dataDir)
    return work(database).finally(close)
  })

/** The same, in a given folder and until it is closed. */
export async function openDatabase(dataDir: string): Promise<BenchDatabase & { close(): Promise<void> }> {
  const { url: ownerUrl, stop } = await startEmbeddedPostgres({
    dataDir,
    settings: { shared_preload_libraries: 'pg_stat_statements', max_connections: '200' },
  })
  const client = new pg.Client({ connectionString: ownerUrl })
  const close = async () => {
    await client.end().catch(() => {})
    await stop()
  }
  try {
    const url = await prepareDatabase(ownerUrl)
    await client.connect()
    await client.query('create extension if not exists pg_stat_statements')
    const statements = async () => Number((await client.query(CALLS)).rows[0].calls)
    return { url, ownerUrl, statements, close }
  } catch (error) {
    await close()
    throw error
  }
}

const CALLS = `
  select coalesce(sum(calls), 0) as calls from pg_stat_statements
  where query !~* 'pgboss|pg_stat_statements|^\\s*(begin|commit|rollback|set|listen|discard)'`
