import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, spawnAs } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'
import type { Cluster } from './embedded-cluster.ts'
import { type Postmaster, readPostmaster } from './embedded-postmaster.ts'

const LIMIT_MS = 120_000
const POLL_MS = 15
const LOG_LIMIT = 4 * 1024 * 1024
/** Another program took the port first, or sessions of a killed server are still on their way out. */
const PASSING = /Address already in use|could not create any TCP\/IP sockets|pre-existing shared memory block/

/** A small footprint, nothing lost on a crash, and a log for what the server itself has to say. */
const DEFAULTS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '50',
  shared_buffers: '96MB',
  max_wal_size: '512MB',
  io_method: 'sync',
  jit: 'off',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Errors of queries reach their caller, who logs them; here they would fill the disk.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
}

/** Starts the server in a session of its own, so that Ctrl-C in our terminal leaves it to serve the last requests. */
export async function launchPostmaster(
  cluster: Cluster,
  binaries: Binaries,
  account: Account,
  settings: Record<string, string>,
  pickPort: () => Promise<number> = freePort,
): Promise<Postmaster> {
  rotateLog(cluster)
  const until = Date.now() + LIMIT_MS
  for (;;) {
    const port = await pickPort()
    const logged = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0
    const child = spawnDetached(cluster, binaries, account, { ...DEFAULTS, ...settings, port: String(port) })
    const pid = await becomesReady(cluster, child, until)
    if (pid !== undefined) return { pid, port }
    const words = readFileSync(cluster.logFile).subarray(logged).toString().trim()
    if (!PASSING.test(words) || Date.now() > until)
      throw new Error(`PostgreSQL did not start. ${lastLines(words)}`)
    await sleep(100)
  }
}

function spawnDetached(
  cluster: Cluster,
  binaries: Binaries,
  account: Account,
  settings: Record<string, string>,
) {
  const log = openSync(cluster.logFile, 'a', 0o600)
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawnAs(account, binaries.postgres, ['-D', cluster.dir, ...options], {
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  return child
}

/** The pid once it takes connections; undefined when it ended instead. */
async function becomesReady(cluster: Cluster, child: ReturnType<typeof spawnAs>, until: number) {
  let failure: Error | undefined
  child.on('error', (error) => {
    failure = error
  })
  while (child.exitCode === null && child.signalCode === null) {
    if (failure) throw failure
    const claimed = readPostmaster(cluster)
    if (claimed?.pid === child.pid && claimed?.state === 'ready') return child.pid
    if (Date.now() > until) throw new Error(tooSlow(cluster))
    await sleep(POLL_MS)
  }
  return undefined
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function rotateLog(cluster: Cluster): void {
  const size = statSync(cluster.logFile, { throwIfNoEntry: false })?.size ?? 0
  if (size > LOG_LIMIT) renameSync(cluster.logFile, `${cluster.logFile}.old`)
}

const lastLines = (words: string) => `Its last words: ${words.split('\n').slice(-5).join('\n')}`

const tooSlow = (cluster: Cluster) =>
  `The embedded PostgreSQL is not ready after ${LIMIT_MS / 1000} seconds. It may be recovering and goes on: ` +
  `read ${cluster.logFile}, and start again when it is done.`
