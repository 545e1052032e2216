import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { unlimited } from './unlimited.ts'

/** The product itself, as an operator starts it. */
export interface GourdProcess {
  origin: string
  /** From the start of the command to the first healthy answer. */
  startMs: number
  /** Resident memory of the server process, without its PostgreSQL. */
  residentMb(): Promise<number>
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
}

const POLL_MS = 10
const GIVE_UP_MS = 120_000

export const NPM_START = ['npm', 'start']
/** What `npm start` becomes, without npm. */
export const SERVER = [process.execPath, 'scripts/start.mjs']

/** Runs `command` on `dataDir` in production mode and waits until it is healthy. */
export async function startGourd(
  [file = '', ...args]: readonly string[],
  dataDir: string,
): Promise<GourdProcess> {
  const port = await freePort()
  const started = performance.now()
  // A process group of its own: `npm start` is several processes, and all of them are to end.
  const child = spawn(file, args, {
    cwd: new URL('../..', import.meta.url),
    env: {
      ...process.env,
      ...unlimited,
      NODE_ENV: 'production',
      JWT_SECRET: randomBytes(32).toString('hex'),
      PORT: String(port),
      DATA_DIR: dataDir,
    },
    stdio: 'ignore',
    detached: true,
  })
  const origin = `http://127.0.0.1:${port}`
  const stop = () => endGroup(child)
  try {
    await untilHealthy(origin, child)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    origin,
    startMs: performance.now() - started,
    residentMb: () => residentMb(child.pid as number),
    stop,
  }
}

async function untilHealthy(origin: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS
  while (performance.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with ${child.exitCode} instead of starting.`)
    const answer = await fetch(`${origin}/api/v1/health`).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(POLL_MS)
  }
  throw new Error(`The server is not healthy after ${GIVE_UP_MS / 1000} s.`)
}

async function endGroup(child: ChildProcess): Promise<void> {
  const group = -(child.pid as number)
  const exit = child.exitCode === null && child.signalCode === null && once(child, 'exit')
  for (let signal: NodeJS.Signals | 0 = 'SIGTERM'; ; signal = 0) {
    try {
      process.kill(group, signal)
    } catch {
      break
    }
    await sleep(POLL_MS)
  }
  await exit
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
