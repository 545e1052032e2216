import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../lib/is-alive.ts'
import { runAs } from './embedded-account.ts'
import { findBinaries } from './embedded-binaries.ts'
import type { Cluster } from './embedded-cluster.ts'

const FAST_MS = 30_000
const IMMEDIATE_MS = 10_000
const POLL_MS = 20
/** Above every system's highest pid. */
const NOBODY = 2_147_483_647

export interface Postmaster {
  pid: number
  port: number
}

/** What the running server says about itself in its folder. */
export interface Claimed extends Postmaster {
  /** `starting`, `ready`, `stopping`; empty while it has not said. */
  state: string
}

const pidFile = (cluster: Cluster) => join(cluster.dir, 'postmaster.pid')

export function readPostmaster(cluster: Cluster): Claimed | undefined {
  let text: string
  try {
    text = readFileSync(pidFile(cluster), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const lines = text.split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]), state: lines[7]?.trim() ?? '' }
}

/** Whether this pid is, now, a PostgreSQL that serves this folder: the number may have gone to somebody else. */
export function isServing(pid: number, cluster: Cluster): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') return isServingOnLinux(pid, cluster)
  if (process.platform === 'win32') return true
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).includes(
      'postgres',
    )
  } catch {
    return false
  }
}

function isServingOnLinux(pid: number, cluster: Cluster): boolean {
  try {
    if (/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster.dir)
  } catch {
    // It went away, or it is another user's, whose process cannot be looked into.
    return false
  }
}

/**
 * Makes a pid file whose number went to another process harmless. It is not removed, because PostgreSQL also reads
 * in it whether sessions of the dead server still hold its memory.
 */
export function disown(cluster: Cluster): void {
  const file = pidFile(cluster)
  const [, ...rest] = readFileSync(file, 'utf8').split('\n')
  if (rest.length === 0) rmSync(file)
  else writeFileSync(file, [NOBODY, ...rest].join('\n'))
}

/** Fast shutdown: sessions are ended, everything is written. */
export async function stopPostmaster(cluster: Cluster, { pid }: Postmaster): Promise<void> {
  if (process.platform === 'win32') {
    await runAs({ prefix: [] }, findBinaries().pgCtl, ['stop', '-D', cluster.dir, '-m', 'fast', '-w'])
    return
  }
  if (await signalAndWait(cluster, pid, 'SIGINT', FAST_MS)) return
  if (await signalAndWait(cluster, pid, 'SIGQUIT', IMMEDIATE_MS)) return
  throw new Error(`The embedded PostgreSQL (pid ${pid}) does not stop. Its log is ${cluster.logFile}.`)
}

async function signalAndWait(cluster: Cluster, pid: number, signal: NodeJS.Signals, limit: number) {
  const until = Date.now() + limit
  if (isServing(pid, cluster)) process.kill(pid, signal)
  while (isServing(pid, cluster)) {
    if (Date.now() > until) return false
    await sleep(POLL_MS)
  }
  return true
}
