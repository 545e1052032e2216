import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../lib/is-alive.ts'

const BEAT_MS = 1_000
/** A live holder touches the file every second; one that has not for this long is gone, whoever has its pid now. */
const SILENT_MS = 20_000
const POLL_MS = 50
/** A restarted container hands out the same pids: a lock with ours that we do not hold is an old one. */
const held = new Set<string>()

/** Runs one process at a time. A holder that was killed is replaced at once, a reused pid after some seconds. */
export async function withLock<T>(
  file: string,
  progress: (message: string) => void,
  run: () => Promise<T>,
): Promise<T> {
  const token = `${process.pid} ${hostname()} ${randomUUID()}`
  let announced = false
  while (!take(file, token)) {
    if (!announced)
      progress('Waiting for another process that is starting or stopping the embedded PostgreSQL.')
    announced = true
    await sleep(POLL_MS)
  }
  held.add(token)
  const beat = setInterval(() => touch(file), BEAT_MS)
  try {
    return await run()
  } finally {
    clearInterval(beat)
    held.delete(token)
    if (read(file) === token) rmSync(file, { force: true })
  }
}

function take(file: string, token: string): boolean {
  try {
    writeFileSync(file, token, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const holder = read(file)
  if (holder !== undefined && isAbandoned(file, holder)) clear(file, holder)
  return false
}

function isAbandoned(file: string, holder: string): boolean {
  const [pid, host] = holder.split(' ')
  if (host === hostname() && Number(pid) === process.pid) return !held.has(holder)
  if (host === hostname() && !isAlive(Number(pid))) return true
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
  return Date.now() - touched > SILENT_MS
}

/** Of several processes that find the lock abandoned one moves it away; who moved a fresh one puts it back. */
function clear(file: string, abandoned: string): void {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    if (read(aside) !== abandoned) linkSync(aside, file)
  } catch {
  } finally {
    rmSync(aside, { force: true })
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function touch(file: string): void {
  try {
    const now = new Date()
    utimesSync(file, now, now)
  } catch {}
}
