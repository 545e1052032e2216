import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** "gourd serv" in two numbers: the advisory lock that the one server of a database holds. */
const LOCK = [0x676f7572, 0x73657276]
/** A server that was killed loses the lock when PostgreSQL notices, a moment later. */
const ATTEMPTS = 10
const PAUSE_MS = 100

export interface ServerClaim {
  release(): Promise<void>
}

/**
 * Makes this process the server of the database, or says who is. The claim is a lock of one session:
 * however the process ends, it ends with it.
 */
export async function claimServer(url: string): Promise<ServerClaim | { heldBy: string }> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `gourd server, pid ${process.pid}`,
  })
  client.on('error', () => {})
  await client.connect()
  const refs = client as pg.Client & { ref(): void; unref(): void }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await takes(client)) {
      // The claim alone keeps no process alive.
      refs.unref()
      return { release: () => release(refs) }
    }
    await sleep(PAUSE_MS)
  }
  const heldBy = await findHolder(client)
  await client.end()
  return { heldBy }
}

async function takes(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'select pg_try_advisory_lock($1, $2) as taken',
    LOCK,
  )
  return rows[0]?.taken === true
}

async function findHolder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ application_name: string }>(
    `select application_name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and classid = $1 and objid = $2 and objsubid = 2
        and database = (select oid from pg_database where datname = current_database())`,
    LOCK,
  )
  return rows[0]?.application_name.replace('gourd server, ', '') ?? 'a process that has just ended'
}

async function release(client: pg.Client & { ref(): void }): Promise<void> {
  client.ref()
  await client.end()
}
