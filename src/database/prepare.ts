import { migrateJobs } from '../jobs/migrate.ts'
import { connect, migrate } from './orm.ts'

/** Brings an empty or older database to this version: our tables and the job queue's. */
export async function prepareDatabase(url: string): Promise<void> {
  const orm = await connect({ url, poolSize: 2 })
  try {
    await migrate(orm)
    await migrateJobs(url)
  } finally {
    await orm.close()
  }
}
