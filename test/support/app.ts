import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MikroORM } from '@mikro-orm/postgresql'
import { afterAll, beforeAll } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { connect } from '../../src/database/orm.ts'
import type { Services } from '../../src/domains/context.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export interface TestApp extends App {
  /** Connects as the owner of the database. */
  databaseUrl: string
  /** As the owner, whom row-level security does not stop; made when it is first asked for. */
  owner(): Promise<MikroORM>
  /** What another server of the same platform shares. */
  home: Home
  /** Where it listens: `http://127.0.0.1:<port>`. */
  origin: string
}

export interface Home {
  database: TestDatabase
  dataDir: string
}

export interface TestAppOptions {
  /** An app that was made before: both are servers of one platform, on one database and with one secret. */
  beside?: { readonly current: TestApp }
  env?: Record<string, string>
  services?: Partial<Services>
}

/** The real app on a database of its own, listening on a free port; closed after the file's tests. */
export function testApp(options: TestAppOptions = {}): { readonly current: TestApp } {
  let started: Started | undefined
  beforeAll(async () => {
    started = await start(options)
  })
  afterAll(() => started?.stop())
  return {
    get current() {
      if (!started) throw new Error('the app is started by beforeAll: use it inside tests')
      return started.app
    },
  }
}

interface Started {
  app: TestApp
  stop(): Promise<void>
}

async function start({ env, services, beside }: TestAppOptions): Promise<Started> {
  const home = beside?.current.home ?? (await newHome())
  const { database, dataDir } = home
  const port = await freePort()
  const config = createConfig(
    readEnv({
      NODE_ENV: 'test',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
      DATA_DIR: dataDir,
      DATABASE_POOL_SIZE: '10',
      // Tests of other things are never limited.
      RATE_LIMIT_GENERAL_BURST_SIZE: '100000',
      RATE_LIMIT_AUTH_BURST_SIZE: '100000',
      RATE_LIMIT_PLATFORM_PER_MINUTE: '100000',
      PORT: String(port),
      // Nobody is there: what tests know of Pumpkin is what comes with the server.
      PUMPKIN_RELEASES_URL: 'http://127.0.0.1:1/releases',
      ...env,
    }),
  )
  const app = await createApp(config, database.applicationUrl, services)
  await app.server.listen({ port, host: '127.0.0.1' })
  let connected: Promise<MikroORM> | undefined
  const owner = () => {
    connected ??= connect({ url: database.url, poolSize: 2 })
    return connected
  }
  return {
    app: Object.assign(app, { databaseUrl: database.url, home, owner, origin: `http://127.0.0.1:${port}` }),
    async stop() {
      await (await connected)?.close()
      await app.close()
      if (!beside) await leave(home)
    },
  }
}

async function newHome(): Promise<Home> {
  const [database, dataDir] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'gourd-app-'))])
  return { database, dataDir }
}

async function leave({ database, dataDir }: Home): Promise<void> {
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
