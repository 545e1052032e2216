import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface ServerProcess {
  origin: string
  child: ChildProcess
  /** Everything it has said so far. */
  said(): string
  /** Resolves with the exit status, or the signal that ended it. */
  ended: Promise<number | string>
}

/** Runs `src/main.ts` as a process of its own, with nothing but these variables. */
export function runServer(variables: Record<string, string>, port = 0): ServerProcess {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', PORT: String(port), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk
    })
  }
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal)
  return { origin: `http://127.0.0.1:${port}`, child, said: () => said, ended }
}

/** Runs it until it says that it is ready. */
export async function startServer(
  dataDir: string,
  variables: Record<string, string> = {},
): Promise<ServerProcess> {
  const unlimited = { RATE_LIMIT_GENERAL_BURST_SIZE: '100000', RATE_LIMIT_AUTH_BURST_SIZE: '100000' }
  const server = runServer({ DATA_DIR: dataDir, ...unlimited, ...variables }, await freePort())
  const ready = (async () => {
    while (!server.said().includes('is ready')) await once(server.child.stderr as NodeJS.EventEmitter, 'data')
  })()
  const end = await Promise.race([ready, server.ended])
  if (end !== undefined) throw new Error(`the server ended with ${end}: ${server.said()}`)
  return server
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}
