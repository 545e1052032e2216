import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import type { Services } from '../../src/domains/context.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export interface TestApp extends App {
  databaseUrl: string
  /** Where it listens: `http://127.0.0.1:<port>`. */
  origin: string
}

export interface TestAppOptions {
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

async function start({ env, services }: TestAppOptions): Promise<Started> {
  const [database, dataDir] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'gourd-app-'))])
  const port = await freePort()
  const config = createConfig(
    readEnv({
      NODE_ENV: 'test',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
      DATA_DIR: dataDir,
      DATABASE_POOL_SIZE: '10',
      PORT: String(port),
      ...env,
    }),
  )
  const app = await createApp(config, database.url, services)
  await app.server.listen({ port, host: '127.0.0.1' })
  return {
    app: Object.assign(app, { databaseUrl: database.url, origin: `http://127.0.0.1:${port}` }),
    stop: () => stop(app, database, dataDir),
  }
}

async function stop(app: App, database: TestDatabase, dataDir: string): Promise<void> {
  await app.close()
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
