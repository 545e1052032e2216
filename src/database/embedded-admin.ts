import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, USER } from './embedded-cluster.ts'
import { readPassword } from './embedded-password.ts'

/** A dying session of ours may linger in the list for a moment. */
const PATIENCE_MS = 500

/** `pg` has them; its types forgot them. */
interface Refs {
  ref(): void
  unref(): void
}

/** A session in the cluster's maintenance database. */
export interface Admin {
  client: pg.Client
  /** Lets the process end although the session is open. */
  letGo(): void
  close(): Promise<void>
}

export async function openAdmin(port: number, cluster: Cluster): Promise<Admin> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: USER,
    password: readPassword(cluster),
    database: 'postgres',
    application_name: `gourd pid ${process.pid}`,
    connectionTimeoutMillis: 10_000,
  })
  // A server that goes away must not end the process: whoever queries next hears of it.
  client.on('error', () => {})
  await client.connect().catch((error) => {
    throw error.code === '28P01' ? new Error(wrongPassword(cluster)) : error
  })
  const refs = client as pg.Client & Refs
  return {
    client,
    letGo: () => refs.unref(),
    close: async () => {
      refs.ref()
      await client.end()
    },
  }
}

export async function createDatabase({ client }: Admin, name: string): Promise<void> {
  const found = await client.query('select from pg_database where datname = $1', [name])
  if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
}

/** Who is connected besides this session: other processes, tools, or connections nobody closed. */
export async function countOtherSessions({ client }: Admin): Promise<number> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    const others = rows[0]?.others ?? 0
    if (others === 0 || Date.now() > until) return others
    await sleep(20)
  }
}

const wrongPassword = (cluster: Cluster) =>
  `The embedded PostgreSQL does not accept the password in ${cluster.passwordFile}. ` +
  'Put the right file back, or stop that server, remove the file and start again: a new one is made.'
