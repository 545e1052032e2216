import { migrateJobs } from '../jobs/migrate.ts'
import { type AppRoleOptions, applicationUrl } from './app-role.ts'
import { connect, migrate } from './orm.ts'

/** The owner of an embedded database may do everything: there is nothing to warn of. */
const EMBEDDED: AppRoleOptions = { login: true, onWarning: () => {} }

/**
 * Brings an empty or older database to this version: our tables, the job queue's, and the role that the application
 * works as. Resolves with the URL to connect with as that role.
 */
export async function prepareDatabase(ownerUrl: string, options = EMBEDDED): Promise<string> {
  const orm = await connect({ url: ownerUrl, poolSize: 2 })
  try {
    return await migrate(orm, async (owner) => {
      await migrateJobs(ownerUrl)
      return applicationUrl(owner, ownerUrl, options)
    })
  } finally {
    await orm.close()
  }
}
