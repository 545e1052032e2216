import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import type pg from 'pg'
import { entities, migrations } from '../../entities/index.ts'
import { STATEMENT_TIMEOUT_MS, WAIT_MS } from './pool.ts'

export interface DatabaseOptions {
  url: string
  /** Connections this process may hold. */
  poolSize?: number
}

/** Connects MikroORM. The database has to be there; nothing is migrated. */
export const connect = ({ url, poolSize = 20 }: DatabaseOptions): Promise<MikroORM> =>
  MikroORM.init({
    clientUrl: url,
    entities,
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: poolSize },
    driverOptions: {
      application_name: 'gourd',
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: 60_000,
      connectionTimeoutMillis: WAIT_MS,
      // What is asked here is done before it would be compiled.
      options: [...optionsIn(url), '-c timezone=UTC -c datestyle=ISO -c jit=off'].join(' '),
    },
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations,
      silent: true,
      snapshot: false,
      transactional: true,
      allOrNothing: true,
    },
    forceUtcTimezone: true,
  })

/** What the URL wants the session to start with; MikroORM does not look at it. */
const optionsIn = (url: string): string[] => new URL(url).searchParams.getAll('options')

/** The pool behind MikroORM, for prepared reads: one set of connections for both. */
export const poolOf = (orm: MikroORM): Promise<pg.Pool> =>
  orm.em.getConnection().getNativeClient() as Promise<pg.Pool>

const MIGRATION_LOCK = 0x676f7572

/** Brings the schema to this version, then does `work`; of several processes one after the other. */
export async function migrate<T>(orm: MikroORM, work: (owner: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await (await poolOf(orm)).connect()
  try {
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await orm.migrator.up()
    return await work(client)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {})
    client.release(true)
  }
}
