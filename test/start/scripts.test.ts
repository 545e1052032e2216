import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { kill } from './processes.ts'

/** As on systems whose Node cannot replace its own process. */
const NO_EXECVE = ['--import', 'data:text/javascript,process.execve=undefined']
const started: ChildProcess[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function run(before: string[], how: string, command = process.execPath) {
  const args = [...before, 'scripts/run.mjs', 'test/start/fixture.ts', how]
  const isShell = command === 'sh'
  const child = spawn(command, isShell ? ['-c', `"${process.execPath}" ${args.join(' ')}; true`] : args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_lifecycle_event: 'start' },
  })
  started.push(child)
  let output = ''
  const closed = once(child.stdout as NodeJS.ReadableStream, 'close')
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  const exit = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  const ready = once(child.stdout as NodeJS.ReadableStream, 'data').then(([line]) => JSON.parse(String(line)))
  return { child, exit, ready, closed, output: () => output }
}

describe.each([
  ['in the same process', []],
  ['in a child process', NO_EXECVE],
])('a script run %s', (_, before) => {
  test('runs on the Node of the project', async () => {
    const { ready, exit } = run(before, '0')
    expect((await ready).node).toMatch(/^(24|2[5-9])\./)
    expect(await exit).toEqual({ code: 0, signal: null })
  })

  test('hands its exit status on', async () => {
    expect(await run(before, '3').exit).toEqual({ code: 3, signal: null })
    expect(await run(before, 'killed').exit).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('finishes its work on %s', async (signal) => {
    const { child, ready, exit, closed, output } = run(before, 'stay')
    await ready
    child.kill(signal)
    expect(await exit).toEqual({ code: 7, signal: null })
    await closed
    expect(output()).toContain('drained')
  })

  test('finishes its work when the shell that npm put before it is killed', async () => {
    const { child, ready, closed, output } = run(before, 'stay', 'sh')
    await ready
    await kill(child.pid ?? 0)
    await closed
    expect(output()).toContain('drained')
  })
})
