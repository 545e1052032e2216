import { join } from 'node:path'
import type { MikroORM } from '@mikro-orm/postgresql'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { appRouter } from '../routers/index.ts'
import { createMailTokens } from './auth/mail-tokens.ts'
import { createOAuth } from './auth/oauth/oauth.ts'
import type { Config } from './config/config.ts'
import { createApiKeys } from './database/api-keys.ts'
import { connect, poolOf } from './database/orm.ts'
import { createPool, STATEMENT_TIMEOUT_MS } from './database/pool.ts'
import { createSessions } from './database/sessions.ts'
import { createSql } from './database/sql.ts'
import { createKeyUsage } from './domains/api-keys/index.ts'
import type { Services } from './domains/context.ts'
import { createDownloadCounter } from './domains/downloads/index.ts'
import { registerJobs } from './domains/jobs.ts'
import { createPumpkinFeed } from './domains/pumpkin-versions/index.ts'
import { startSearch } from './domains/search/index.ts'
import { createDeliveries, createWebhookSecrets, DELIVERIES_CHANNEL } from './domains/webhooks/index.ts'
import { docsRoutes } from './http/docs.ts'
import { keepAnswers } from './http/kept-answers.ts'
import { objectRoutes } from './http/objects.ts'
import { opsRoutes } from './http/ops.ts'
import { limitRates } from './http/rate-limit.ts'
import { restRoutes } from './http/rest.ts'
import { rpcRoutes } from './http/rpc.ts'
import { createServer } from './http/server.ts'
import { createJobs } from './jobs/jobs.ts'
import { listen } from './jobs/listener.ts'
import { systemClock } from './lib/clock.ts'
import { createLog } from './lib/log.ts'
import { sweepSpool } from './lib/spool.ts'
import { createListingSearch } from './ports/listing-search/index.ts'
import { createMail } from './ports/mail/index.ts'
import { createModerator } from './ports/moderator/index.ts'
import { createPayments } from './ports/payments/index.ts'
import { createRateLimiter } from './ports/rate-limit/index.ts'
import { createReleaseFeed } from './ports/release-feed/index.ts'
import { createScanner } from './ports/scanner/index.ts'
import { createSearch, READING } from './ports/search/index.ts'
import { DiskStorage } from './ports/storage/disk.ts'
import { createStorage } from './ports/storage/index.ts'
import { createWebhookSender } from './ports/webhook-sender/index.ts'

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
  const services = await createServices(config, orm, databaseUrl, overrides)
  registerJobs(services)
  await startSearch(services)
  await sweepSpool(services.settings.spoolDirectory)
  const server = await createServer(config, services)
  limitRates(server, { limiter: services.rateLimiter, limits: config.rateLimits, router: appRouter })
  const answers = keepAnswers(config.http.answerCacheBytes)
  await server.register(restRoutes, { prefix: '/api/v1', router: appRouter, app: services, answers })
  await server.register(rpcRoutes, { prefix: '/trpc', router: appRouter, app: services })
  await server.register(docsRoutes, { document: () => document(config) })
  await server.register(opsRoutes, { app: services })
  if (services.storage instanceof DiskStorage)
    await server.register(objectRoutes, { storage: services.storage })
  return { server, services, close: () => close(server, services) }
}

/** Made when somebody asks: the generator is too heavy to load for a server that nobody asks. */
async function document({ http }: Config) {
  const { API_VERSION, buildOpenApi } = await import('./rpc/openapi.ts')
  return buildOpenApi(appRouter, { version: API_VERSION, baseUrl: http.publicUrl })
}

async function createServices(
  config: Config,
  orm: MikroORM,
  databaseUrl: string,
  overrides: Partial<Services>,
): Promise<Services> {
  const log = overrides.log ?? createLog(config.logLevel)
  const clock = overrides.clock ?? systemClock
  const pool = await poolOf(orm)
  const sql = createSql(pool)
  const spoolDirectory = join(config.dataDir, 'spool')
  return {
    orm,
    sql,
    clock,
    log,
    storage: await createStorage(config.storage),
    mail: await createMail(config.mail),
    moderator: createModerator(config.moderator, log),
    payments: createPayments(),
    jobs: createJobs({ orm, log }),
    sessions: createSessions({ orm, sql, clock, ...config.sessions }),
    mailTokens: createMailTokens(config.mailTokenKey),
    apiKeys: createApiKeys(sql, clock),
    keyUsage: createKeyUsage({ sql, clock, log }),
    oauth: createOAuth({ ...config.oauth, publicUrl: config.http.publicUrl, clock }),
    downloads: createDownloadCounter(sql, clock),
    pumpkinFeed: createPumpkinFeed(createReleaseFeed(config.releaseFeed)),
    rateLimiter: await rateLimiterOf(config, databaseUrl, log),
    scanner: createScanner({ directory: spoolDirectory, clamav: config.clamav }),
    ...(await searchesOf(config, { pool, databaseUrl, log })),
    webhookSender: createWebhookSender(config.webhooks),
    webhookSecrets: createWebhookSecrets(config.webhookSecretKey),
    deliveries: createDeliveries((wake) => listenForDeliveries(pool, log, wake)),
    settings: {
      publicUrl: config.http.publicUrl,
      frontEndUrl: config.http.frontEndUrl,
      logMailLinks: config.logMailLinks,
      platformRateLimitPerMinute: config.rateLimits.platformPerMinute,
      binaryMaxBytes: config.binaryMaxBytes,
      spoolDirectory,
      cookie: config.http.cookie,
    },
    ...overrides,
  }
}

async function rateLimiterOf({ rateLimiter }: Config, databaseUrl: string, log: Services['log']) {
  if (rateLimiter.kind === 'redis') return createRateLimiter(rateLimiter, log)
  // Connections of its own: a take must not queue behind slow reads.
  const pool = createPool(databaseUrl, 2)
  const limiter = await createRateLimiter({ kind: 'postgres', pool }, log)
  return { ...limiter, close: () => limiter.close().then(() => pool.end()) }
}

const SEARCHES_AT_ONCE = 4

async function searchesOf(
  { search: engine }: Config,
  { pool, databaseUrl, log }: { pool: pg.Pool; databaseUrl: string; log: Services['log'] },
): Promise<Pick<Services, 'search' | 'listingSearch'>> {
  const timeout = { statement_timeout: String(STATEMENT_TIMEOUT_MS) }
  const reading = createPool(databaseUrl, SEARCHES_AT_ONCE, { ...READING, ...timeout })
  const search = await createSearch({ ...engine, writing: pool, reading }, log)
  return {
    search: { ...search, close: () => search.close().then(() => reading.end()) },
    listingSearch: await createListingSearch({ ...engine, writing: pool, reading }, log),
  }
}

/** Over a connection of its own. What is announced while it is interrupted is found by looking. */
function listenForDeliveries(pool: pg.Pool, log: Services['log'], wake: () => void) {
  const { options } = pool as pg.Pool & { options: pg.ClientConfig }
  const onError = (err: Error) => log.warn({ err }, 'notifications of webhook deliveries interrupted')
  return listen(options, DELIVERIES_CHANNEL, { onNotification: wake, onConnect: wake, onError })
}

const DRAIN_MS = 20_000

/** Waits for requests in flight; who is not done by then, or never began, is cut off. */
async function drained(server: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), DRAIN_MS)
  await server.close().finally(() => clearTimeout(cut))
}

async function close(
  server: FastifyInstance,
  { jobs, keyUsage, mail, storage, orm, rateLimiter, search, pumpkinFeed, ...rest }: Services,
): Promise<void> {
  await drained(server)
  await keyUsage.close()
  await pumpkinFeed.close()
  await jobs.stop({ graceful: true, timeoutMs: 10_000 })
  await rest.deliveries.stop()
  await rest.webhookSender.close()
  await mail.close()
  await storage.close()
  await rateLimiter.close()
  await search.close()
  await rest.listingSearch.close()
  await orm.close()
}
