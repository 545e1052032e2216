import { type App, createApp } from './app.ts'
import { type Config, createConfig } from './config/config.ts'
import { ConfigError, readEnv } from './config/env.ts'
import { type OpenDatabase, openDatabase } from './database/open.ts'
import { claimServer } from './database/server-claim.ts'
import { releaseMemory } from './lib/release-memory.ts'

const GRACE_MS = 30_000
const say = (message: string): void => void process.stderr.write(`${message}\n`)

/** A reason not to start that the reader can act on: printed without a stack. */
class CannotStart extends Error {}

async function main(): Promise<void> {
  const config = createConfig(readEnv(process.env))
  say(config.database.kind === 'embedded' ? 'Starting the embedded database…' : 'Connecting to the database…')
  const open = closingInReverse()
  stopOnSignals(open.close)
  try {
    const database = await openDatabase(config, say)
    open.add(database.close)
    open.add(await claimOrStop(config, database))
    const app = await createApp(config, database.url)
    open.add(app.close)
    await listen(app, config)
    await app.services.jobs.start()
    await app.services.deliveries.start(app.services)
  } catch (error) {
    await open.close()
    throw error
  }
  say(welcome(config))
  releaseMemory()
}

/** What was opened, to be closed in the opposite order: also when a signal comes while starting. */
function closingInReverse() {
  const closers: (() => Promise<void>)[] = []
  let closing: Promise<void> | undefined
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0)) await close()
  }
  return {
    add: (close: () => Promise<void>): void => void closers.unshift(close),
    // Whoever comes second waits for the first: what a signal interrupts fails, and must not end the process before.
    close: (): Promise<void> => {
      closing ??= closeAll()
      return closing
    },
  }
}

/** One server per data folder; several share an external database. Answers how to let go. */
async function claimOrStop(config: Config, database: OpenDatabase): Promise<() => Promise<void>> {
  if (config.database.kind === 'external') return async () => {}
  const claim = await claimServer(database.url)
  if ('release' in claim) return claim.release
  throw new CannotStart(
    `Another Gourd server (${claim.heldBy}) already runs on ${config.dataDir}. Stop it, choose another DATA_DIR, ` +
      'or run several servers on one PostgreSQL with DATABASE_URL.',
  )
}

async function listen({ server }: App, { http }: Config): Promise<void> {
  try {
    await server.listen({ port: http.port, host: http.host })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new CannotStart(`PORT: ${http.port} is taken. Stop what uses it, or set PORT.`)
    if (code === 'EACCES')
      throw new CannotStart(`PORT: this account may not use ${http.port}. Set PORT above 1023.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new CannotStart(`HOST: ${http.host} is not an address of this machine.`)
    }
    throw error
  }
}

/** The first signal drains, further ones are ignored; what hangs is ended after a while. */
function stopOnSignals(stop: () => Promise<void>): void {
  let isStopping = false
  const onSignal = (): void => {
    if (isStopping) return
    isStopping = true
    say('Finishing what is in flight…')
    setTimeout(() => process.exit(1), GRACE_MS).unref()
    stop().then(
      () => process.exit(0),
      (error) => {
        say(`Stopping failed: ${error.message}`)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}

const welcome = ({ http }: Config): string => `
Gourd is ready at ${http.publicUrl}
  API            ${http.publicUrl}/api/v1
  Documentation  ${http.publicUrl}/api/docs
  First admin    npm run grant -- <username> admin   (after registering)
`

main().catch((error) => {
  const isExpected = error instanceof ConfigError || error instanceof CannotStart
  say(`Gourd cannot start.\n${isExpected ? error.message : (error.stack ?? error)}`)
  process.exit(1)
})
