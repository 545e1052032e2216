import type { Config } from '../config/config.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { prepareDatabase } from './prepare.ts'

export interface OpenDatabase {
  /** Connects as the application's role, which is bound by row-level security. */
  url: string
  /** Stops an embedded server that nobody else uses. Close your own connections first. */
  close(): Promise<void>
}

/** The configured database, started when it is the embedded one, and migrated. */
export async function openDatabase(
  config: Config,
  onProgress: (message: string) => void,
): Promise<OpenDatabase> {
  const database = await startDatabase(config, onProgress)
  const login = config.database.kind === 'embedded'
  try {
    const url = await prepareDatabase(database.url, { login, onWarning: onProgress })
    return { ...database, url }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function startDatabase(config: Config, onProgress: (message: string) => void): Promise<OpenDatabase> {
  if (config.database.kind === 'external') return { url: config.database.url, close: async () => {} }
  const { url, stop } = await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress })
  return { url, close: stop }
}
