import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Usage } from './child.ts'

export interface ServerProcess {
  origin: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** Starts `file` (a program that calls `serve`) in a process of its own, as it would run in production. */
export async function startServer(
  file: URL,
  name: string,
  { env = {}, profiles }: { env?: Record<string, string>; profiles?: string } = {},
): Promise<ServerProcess> {
  const child = fork(fileURLToPath(file), [name], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    execArgv: profiles
      ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`]
      : [],
    // The log is written as in production, and nobody reads it.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { origin } = await answerOf<{ origin: string }>(child, name)
  return {
    origin,
    usage: () => {
      child.send('usage')
      return answerOf<Usage>(child, name)
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

function answerOf<Answer>(child: ChildProcess, name: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`The server process "${name}" ended with ${code}.`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      resolve(message as Answer)
    })
  })
}
