import { spawn } from 'node:child_process'
import { ensureInstalled } from './lib/install.mjs'
import { findNode } from './lib/node.mjs'
import { inProject } from './lib/project.mjs'
import { findTool } from './lib/tool.mjs'

const isTerminal = process.stdout.isTTY === true
const colors = isTerminal ? 'force' : 'off'
const steps = [
  { label: 'format and lint', tool: ['@biomejs/biome', 'biome'], args: ['ci', '.', `--colors=${colors}`] },
  { label: 'types', tool: ['typescript', 'tsc'], args: ['--noEmit'] },
  { label: 'rules', tool: ['vitest'], args: ['run', 'test/rules.test.ts'] },
]

await ensureInstalled()
const running = steps.map((step) => run(step))
for (const [index, step] of steps.entries()) {
  const { code, output, seconds } = await running[index].result
  if (code === 0) {
    console.log(`ok  ${step.label} (${seconds} s)`)
    continue
  }
  for (const { child } of running) child.kill()
  console.error(`${output}\nFailed: ${step.label} (${seconds} s)`)
  // Not exit(): a long output may not have left yet.
  process.exitCode = 1
  break
}

/** All of them at once; the output is kept, so that only a failure shows it. */
function run({ tool, args }) {
  const begun = Date.now()
  const color = isTerminal ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }
  const child = spawn(findNode(), [findTool(...tool), ...args], {
    cwd: inProject(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...color },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const result = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: error.message, seconds: '0' }))
    child.on('close', (code) => {
      resolve({ code, output, seconds: ((Date.now() - begun) / 1000).toFixed(1) })
    })
  })
  return { child, result }
}
