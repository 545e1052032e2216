import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import './follow.mjs'
import { findNode } from './node.mjs'
import { inProject } from './project.mjs'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']
const FOLLOW = new URL('follow.mjs', import.meta.url).href

/** Continues as the project's Node: in this process where the system can, else in a child that stands for it. */
export function runNode(args, { env = {} } = {}) {
  const node = findNode()
  const all = ['--import', FOLLOW, ...args]
  // Types are stripped and compiled once, not at every start.
  const cache = { NODE_COMPILE_CACHE: inProject('node_modules', '.cache', 'compiled') }
  const full = { ...cache, ...process.env, ...env }
  // Replacing the process leaves nobody in the way of signals, and frees this one's memory.
  if (typeof process.execve === 'function' && process.platform !== 'win32' && existsSync(node)) {
    process.execve(node, [node, ...all], full)
  }
  standFor(spawn(node, all, { stdio: 'inherit', env: full }))
}

/** Signals go down, the exit status comes up, and nothing ends before the child did. */
function standFor(child) {
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Node cannot be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    for (const name of FORWARDED) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}
