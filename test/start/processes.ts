import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'

const HOLDER = fileURLToPath(new URL('holder.ts', import.meta.url))
const folders: string[] = []
const children: ChildProcess[] = []

export interface Holder {
  child: ChildProcess
  url: string
  reused: boolean
  claimed?: boolean
}

/** A folder that is gone after the test, with every server that ran on it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gourd-start-'))
  folders.push(folder)
  return folder
}

let prepared: string | undefined

/** Makes one cluster for the tests that are not about making one. */
export async function prepare(): Promise<void> {
  prepared = mkdtempSync(join(tmpdir(), 'gourd-start-'))
  await (await startEmbeddedPostgres({ dataDir: prepared })).stop()
}

/** A folder whose server was started and stopped before. */
export function preparedFolder(): string {
  const folder = temporaryFolder()
  if (prepared) cpSync(prepared, folder, { recursive: true })
  return folder
}

afterAll(() => {
  if (prepared) rmSync(prepared, { recursive: true, force: true })
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) {
    const pid = postmasterOf(folder)
    if (pid) await kill(pid)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

export function spawnHolder(folder: string, mode = ''): ChildProcess {
  const child = spawn(process.execPath, [HOLDER, folder, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

/** Starts the server from another process and waits until it is ready. */
export async function hold(folder: string, mode = ''): Promise<Holder> {
  const child = spawnHolder(folder, mode)
  if (!child.stdout) throw new Error('no output')
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => ['{}']),
  ])
  if (line === '{}') throw new Error('the other process could not start the server')
  return { child, ...JSON.parse(line) }
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** The pid of the server on this folder, while it runs. */
export function postmasterOf(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    return isAlive(pid) ? pid : undefined
  } catch {
    return undefined
  }
}

export async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await sleep(10)
}

export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows as Row[]
  } finally {
    await client.end()
  }
}

export async function eventually(test: () => boolean, limit = 10_000): Promise<void> {
  const until = Date.now() + limit
  while (!test()) {
    if (Date.now() > until) throw new Error('it did not happen in time')
    await sleep(2)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return (
      process.platform !== 'linux' || !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    )
  } catch {
    return false
  }
}
