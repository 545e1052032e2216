import { createHash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { inProject } from './project.mjs'

const LOCKFILE = inProject('package-lock.json')
/** npm's own record of what it put into node_modules. */
const RECORD = inProject('node_modules', '.package-lock.json')
const STAMP = inProject('node_modules', '.gourd-installed')

/** Whether node_modules is what package-lock.json asks for: by our stamp, or by npm's record of an install by hand. */
export function isInstalled({ dev }) {
  const fingerprint = makeFingerprint()
  if (!fingerprint) return false
  const [stamped, extent] = readStamp().split(' ')
  if (stamped === fingerprint && (extent === 'all' || !dev)) return true
  if (!matchesRecord(dev)) return false
  stamp({ dev })
  return true
}

/** Remembers that node_modules is right, so that the next start need not compare. */
export function stamp({ dev }) {
  try {
    writeFileSync(STAMP, `${makeFingerprint()} ${dev ? 'all' : 'production'}`)
  } catch {
    // A read-only node_modules, in a container image for example, is compared every time.
  }
}

function makeFingerprint() {
  try {
    const { size, mtimeMs } = statSync(RECORD)
    return createHash('sha256')
      .update(readFileSync(LOCKFILE))
      .update(`${process.platform} ${process.arch} ${size} ${mtimeMs}`)
      .digest('hex')
  } catch {
    return undefined
  }
}

function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8')
  } catch {
    return ''
  }
}

function matchesRecord(dev) {
  const wanted = JSON.parse(readFileSync(LOCKFILE, 'utf8')).packages
  const present = JSON.parse(readFileSync(RECORD, 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = present[path]
    if (found) return found.version === entry.version && found.integrity === entry.integrity
    if (entry.dev && !dev) return true
    return entry.optional === true && !isMadeFor(entry)
  })
}

/** A missing optional package matters only where it was made for: most are for other systems, or belong to those. */
function isMadeFor({ os, cpu, libc }) {
  const suits = (list, value) => !list || list.includes(value)
  return Boolean(os ?? cpu) && !libc && suits(os, process.platform) && suits(cpu, process.arch)
}
