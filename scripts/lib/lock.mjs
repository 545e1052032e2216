import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'

const BEAT_MS = 1000
/** A live holder touches the file every second. */
const SILENT_MS = 15000
const POLL_MS = 200

/**
 * Runs one process at a time. A lock whose holder was killed is removed; whatever `run` does must bear
 * being done again by the next one.
 */
export async function withLock(file, onWait, run) {
  for (let waited = false; !take(file); waited = true) {
    if (!waited) onWait()
    if (isAbandoned(file)) rmSync(file, { force: true })
    else await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), BEAT_MS)
  // Without this, Ctrl-C in the middle would make the next start wait for nobody.
  const remove = () => rmSync(file, { force: true })
  process.on('exit', remove)
  try {
    return await run()
  } finally {
    clearInterval(beat)
    process.off('exit', remove)
    remove()
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function isAbandoned(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    const silent = Date.now() - statSync(file).mtimeMs > SILENT_MS
    return silent || (pid > 0 && (pid === process.pid || !isAlive(pid)))
  } catch {
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
