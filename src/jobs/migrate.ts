import pg from 'pg'
import { createBoss, createQueues } from './boss.ts'
import { onPool } from './queue-database.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const MIGRATION_LOCK = 0x6a6f6273

/** Creates the queue's tables and queues, or brings them to this version; several processes may call it at once. */
export async function migrateJobs(url: string): Promise<void> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    application_name: 'gourd',
    options: '-c timezone=UTC',
  })
  pool.on('error', () => {})
  try {
    const lock = await pool.connect()
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await install(pool)
    lock.release(true)
  } finally {
    await pool.end()
  }
}

async function install(pool: pg.Pool): Promise<void> {
  const { listen: _, ...db } = onPool(
    async () => pool,
    () => {},
  )
  const boss = createBoss({ db, log: silent, migrate: true })
  await boss.start()
  await createQueues(boss)
  await boss.stop({ graceful: false })
}
