import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { accountFor } from './embedded-account.ts'
import { type Admin, countOtherSessions, createDatabase, openAdmin } from './embedded-admin.ts'
import { findBinaries } from './embedded-binaries.ts'
import { type Cluster, clusterIn, ensureCluster, USER } from './embedded-cluster.ts'
import { explain } from './embedded-errors.ts'
import { launchPostmaster } from './embedded-launch.ts'
import { withLock } from './embedded-lock.ts'
import { ensurePassword, readPassword } from './embedded-password.ts'
import { type Postmaster, stopPostmaster } from './embedded-postmaster.ts'
import { findRunning } from './embedded-running.ts'

export interface EmbeddedPostgres {
  /** Where to connect, password included. */
  url: string
  port: number
  /** True when the server was running already: shared with another process, or left by one that was killed. */
  reused: boolean
  /** Stops the server, unless other sessions use it. Close your own connections first. */
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** The cluster lives in `postgres/` in here; its password, log and lock beside it. */
  dataDir: string
  /** Created when missing. */
  database?: string
  /** Further PostgreSQL settings, over the defaults. */
  settings?: Record<string, string>
  onProgress?: (message: string) => void
}

/**
 * Starts the PostgreSQL server that npm installed, or joins the one that already runs on this folder.
 * Any number of processes may call it on one folder: one starts the server, the last one to stop ends it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = clusterIn(resolve(options.dataDir))
  const database = options.database ?? 'gourd'
  const progress = options.onProgress ?? (() => {})
  try {
    mkdirSync(cluster.home, { recursive: true, mode: 0o700 })
    return await withLock(cluster.lockFile, progress, async () => {
      const { postmaster, reused } = await join(cluster, options.settings ?? {}, progress)
      const presence = await enter(cluster, postmaster, reused, database)
      return {
        url: `postgres://${USER}:${readPassword(cluster)}@127.0.0.1:${postmaster.port}/${database}`,
        port: postmaster.port,
        reused,
        stop: once(() => leave(cluster, presence)),
      }
    })
  } catch (error) {
    throw explain(error, cluster.dir)
  }
}

async function join(cluster: Cluster, settings: Record<string, string>, progress: (message: string) => void) {
  const running = await findRunning(cluster, progress)
  if (running) return { postmaster: running, reused: true }
  const binaries = findBinaries()
  const account = await accountFor(cluster)
  await ensureCluster(cluster, binaries, account, progress)
  await ensurePassword(cluster, binaries, account)
  progress('Starting the embedded PostgreSQL.')
  return { postmaster: await launchPostmaster(cluster, binaries, account, settings), reused: false }
}

/** The session held until `stop()` is what tells other processes that this one still needs the server. */
async function enter(
  cluster: Cluster,
  postmaster: Postmaster,
  reused: boolean,
  database: string,
): Promise<Admin> {
  try {
    const presence = await openAdmin(postmaster.port, cluster)
    await createDatabase(presence, database)
    presence.letGo()
    return presence
  } catch (error) {
    if (!reused) await stopPostmaster(cluster, postmaster)
    throw error
  }
}

/** Under the lock, so that nobody joins between the count and the shutdown. */
async function leave(cluster: Cluster, presence: Admin): Promise<void> {
  const silent = () => {}
  await withLock(cluster.lockFile, silent, async () => {
    await presence.close()
    const running = await findRunning(cluster, silent)
    if (!running) return
    const admin = await openAdmin(running.port, cluster)
    const others = await countOtherSessions(admin)
    await admin.close()
    if (others === 0) await stopPostmaster(cluster, running)
  })
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => {
    result ??= run()
    return result
  }
}
