import { realpathSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAdmin } from './embedded-admin.ts'
import type { Cluster } from './embedded-cluster.ts'
import { disown, isServing, type Postmaster, readPostmaster } from './embedded-postmaster.ts'

const LIMIT_MS = 120_000
const POLL_MS = 50
/** It starts, recovers, stops, or has no session left for us: all of that passes. */
const PASSING = new Set(['57P03', '57P01', '53300', 'ECONNREFUSED', 'ECONNRESET'])

/** The server that already runs on this cluster, once it is ready to be used. */
export async function findRunning(
  cluster: Cluster,
  progress: (message: string) => void,
): Promise<Postmaster | undefined> {
  const until = Date.now() + LIMIT_MS
  let announced = ''
  for (;;) {
    const claimed = readPostmaster(cluster)
    if (!claimed) return undefined
    if (!isServing(claimed.pid, cluster)) {
      disown(cluster)
      return undefined
    }
    const state = claimed.state || 'starting'
    if (state === 'ready' && (await answers(cluster, claimed.port))) return claimed
    if (Date.now() > until) throw new Error(stuck(cluster, claimed.pid, state))
    if (announced !== state) progress(`Waiting for the embedded PostgreSQL (pid ${claimed.pid}): ${state}.`)
    announced = state
    await sleep(POLL_MS)
  }
}

/** The password is random per cluster and both sides prove they know it: who answers to it is the right server. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  try {
    const admin = await openAdmin(port, cluster)
    const { rows } = await admin.client.query<{ data_directory: string }>('show data_directory')
    await admin.close()
    return realpathSync(rows[0]?.data_directory ?? '') === realpathSync(cluster.dir)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code && PASSING.has(code)) return false
    throw error
  }
}

const stuck = (cluster: Cluster, pid: number, state: string) =>
  `The embedded PostgreSQL (pid ${pid}) on ${cluster.dir} is still "${state}" after ${LIMIT_MS / 1000} seconds. ` +
  `Read ${cluster.logFile}; when it makes no progress, stop it with "kill -INT ${pid}" and start again.`
