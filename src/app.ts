import { join } from 'node:path'
import type { MikroORM } from '@mikro-orm/postgresql'
import type { FastifyInstance } from 'fastify'
import { appRouter } from '../routers/index.ts'
import type { Config } from './config/config.ts'
import { connect, poolOf } from './database/orm.ts'
import { createSessions } from './database/sessions.ts'
import { createSql } from './database/sql.ts'
import type { Services } from './domains/context.ts'
import { createDownloadCounter } from './domains/downloads/index.ts'
import { registerJobs } from './domains/jobs.ts'
import { docsRoutes } from './http/docs.ts'
import { objectRoutes } from './http/objects.ts'
import { opsRoutes } from './http/ops.ts'
import { restRoutes } from './http/rest.ts'
import { rpcRoutes } from './http/rpc.ts'
import { createServer } from './http/server.ts'
import { createJobs } from './jobs/jobs.ts'
import { systemClock } from './lib/clock.ts'
import { createLog } from './lib/log.ts'
import { sweepSpool } from './lib/spool.ts'
import { createMail } from './ports/mail/index.ts'
import { DiskStorage } from './ports/storage/disk.ts'
import { createStorage } from './ports/storage/index.ts'

export interface App {
  server: FastifyInstance
  services: Services
  /** Finishes what is in flight, then lets go of everything. */
  close(): Promise<void>
}

/** The composition root: the only place where implementations are chosen. The database has to be migrated. */
export async function createApp(
  config: Config,
  databaseUrl: string,
  overrides: Partial<Services> = {},
): Promise<App> {
  const orm = await connect({ url: databaseUrl, poolSize: config.database.poolSize })
  const services = await createServices(config, orm, overrides)
  registerJobs(services)
  await sweepSpool(services.settings.spoolDirectory)
  const server = await createServer(config, services)
  await server.register(restRoutes, { prefix: '/api/v1', router: appRouter, app: services })
  await server.register(rpcRoutes, { prefix: '/trpc', router: appRouter, app: services })
  await server.register(docsRoutes, { document: () => document(config) })
  await server.register(opsRoutes, { app: services })
  if (services.storage instanceof DiskStorage)
    await server.register(objectRoutes, { storage: services.storage })
  return { server, services, close: () => close(server, services) }
}

/** Made when somebody asks: the generator is too heavy to load for a server that nobody asks. */
async function document({ http }: Config) {
  const { buildOpenApi } = await import('./rpc/openapi.ts')
  return buildOpenApi(appRouter, { version: '1.2.0', baseUrl: http.publicUrl })
}

async function createServices(
  config: Config,
  orm: MikroORM,
  overrides: Partial<Services>,
): Promise<Services> {
  const log = overrides.log ?? createLog(config.logLevel)
  const clock = overrides.clock ?? systemClock
  const sql = createSql(await poolOf(orm))
  return {
    orm,
    sql,
    clock,
    log,
    storage: await createStorage(config.storage),
    mail: await createMail(config.mail),
    jobs: createJobs({ orm, log }),
    sessions: createSessions({ orm, sql, clock, ...config.sessions }),
    downloads: createDownloadCounter(sql, clock),
    settings: {
      publicUrl: config.http.publicUrl,
      binaryMaxBytes: config.binaryMaxBytes,
      spoolDirectory: join(config.dataDir, 'spool'),
      cookie: config.http.cookie,
    },
    ...overrides,
  }
}

async function close(server: FastifyInstance, { jobs, mail, storage, orm }: Services): Promise<void> {
  await server.close()
  await jobs.stop({ graceful: true, timeoutMs: 10_000 })
  await mail.close()
  await storage.close()
  await orm.close()
}
