import { join, resolve } from 'node:path'
import type { MailConfig } from '../ports/mail/index.ts'
import type { ModeratorConfig } from '../ports/moderator/index.ts'
import type { RateLimiterConfig } from '../ports/rate-limit/index.ts'
import type { ReleaseFeedConfig } from '../ports/release-feed/index.ts'
import type { ClamavAddress } from '../ports/scanner/index.ts'
import type { SearchConfig } from '../ports/search/index.ts'
import type { StorageConfig } from '../ports/storage/index.ts'
import type { WebhookSenderConfig } from '../ports/webhook-sender/index.ts'
import { ConfigError, type Env } from './env.ts'
import { isSet } from './group.ts'
import { type OAuthConfig, oauthConfig } from './oauth.ts'
import { derivedKey, signingSecret } from './secret.ts'

/** How this server is set up; what has several kinds is a tagged union. */
export interface Config {
  dataDir: string
  logLevel: Env['LOG_LEVEL']
  database: { kind: 'embedded'; poolSize: number } | { kind: 'external'; url: string; poolSize: number }
  http: {
    port: number
    host: string
    publicUrl: string
    /** Where people are sent: the first of the allowed origins, else here. */
    frontEndUrl: string
    allowedOrigins: string[]
    trustedProxies: string[]
    cookie: { domain?: string; secure: boolean }
    /** What answers may take that are asked for again with their tag. */
    answerCacheBytes: number
  }
  sessions: { secret: string; ttlSeconds: number }
  storage: StorageConfig
  mail: MailConfig
  /** Where clamd listens, if it is to look at uploaded files, too. */
  clamav?: ClamavAddress
  moderator: ModeratorConfig
  /** Makes the tokens in mails. */
  mailTokenKey: Uint8Array
  logMailLinks: boolean
  oauth: OAuthConfig
  /** Where the buckets are kept. */
  rateLimiter: RateLimiterConfig
  search: SearchConfig
  rateLimits: {
    /** Of callers without a key, by address. */
    general: BucketConfig
    /** In addition, of whoever registers, signs in or asks for mails. */
    auth: BucketConfig
    /** Of keys that neither themselves nor their organisation limit. */
    platformPerMinute: number
  }
  binaryMaxBytes: number
  releaseFeed: ReleaseFeedConfig
  webhooks: WebhookSenderConfig
  /** Encrypts the secrets of webhooks. */
  webhookSecretKey: Uint8Array
}

/** A bucket holds `burst` and gains one each `intervalMs` milliseconds. */
export interface BucketConfig {
  intervalMs: number
  burst: number
}

/** Turns the environment into a configuration. Throws `ConfigError` for a group that is set by half. */
export function createConfig(env: Env): Config {
  const dataDir = resolve(env.DATA_DIR)
  const publicUrl = (env.PUBLIC_URL ?? `http://${hostInUrl(env.HOST)}:${env.PORT}`).replace(/\/+$/, '')
  const secret = signingSecret(env, dataDir)
  const mail = mailConfig(env, dataDir)
  const [frontEnd] = env.ALLOWED_ORIGINS
  return {
    dataDir,
    logLevel: env.LOG_LEVEL,
    database: env.DATABASE_URL
      ? { kind: 'external', url: env.DATABASE_URL, poolSize: env.DATABASE_POOL_SIZE }
      : { kind: 'embedded', poolSize: env.DATABASE_POOL_SIZE },
    http: {
      port: env.PORT,
      host: env.HOST,
      publicUrl,
      frontEndUrl: frontEnd ? new URL(frontEnd).origin : publicUrl,
      allowedOrigins: [
        ...env.ALLOWED_ORIGINS.map((origin) => new URL(origin).origin),
        new URL(publicUrl).origin,
      ],
      trustedProxies: env.TRUSTED_PROXIES,
      cookie: { domain: env.COOKIE_DOMAIN, secure: env.COOKIE_SECURE ?? publicUrl.startsWith('https:') },
      answerCacheBytes: env.ANSWER_CACHE_MB * 2 ** 20,
    },
    sessions: { secret, ttlSeconds: env.JWT_TTL_SECONDS },
    storage: storageConfig(env, dataDir, publicUrl, secret),
    mail,
    clamav: clamavConfig(env),
    moderator: moderatorConfig(env),
    mailTokenKey: derivedKey(secret, 'mail tokens'),
    logMailLinks: mail.kind === 'files' && env.NODE_ENV !== 'production',
    oauth: oauthConfig(env, secret),
    search: searchConfig(env),
    rateLimiter: env.REDIS_URL ? { kind: 'redis', url: env.REDIS_URL } : { kind: 'postgres' },
    rateLimits: {
      general: {
        intervalMs: env.RATE_LIMIT_GENERAL_PER_SECOND * 1000,
        burst: env.RATE_LIMIT_GENERAL_BURST_SIZE,
      },
      auth: { intervalMs: env.RATE_LIMIT_AUTH_PER_SECOND * 1000, burst: env.RATE_LIMIT_AUTH_BURST_SIZE },
      platformPerMinute: env.RATE_LIMIT_PLATFORM_PER_MINUTE,
    },
    binaryMaxBytes: env.BINARY_MAX_SIZE_BYTES,
    releaseFeed: { url: env.PUMPKIN_RELEASES_URL },
    webhooks: {
      allowPrivateNetworks: env.WEBHOOK_ALLOW_PRIVATE_NETWORKS,
      requireHttps: env.NODE_ENV === 'production',
      ownUrl: publicUrl,
    },
    webhookSecretKey: derivedKey(secret, 'webhook secrets'),
  }
}

function storageConfig(env: Env, dataDir: string, publicUrl: string, secret: string): StorageConfig {
  const group = {
    S3_ENDPOINT_URL: env.S3_ENDPOINT_URL,
    S3_BUCKET: env.S3_BUCKET,
    S3_ACCESS_KEY_ID: env.S3_ACCESS_KEY_ID,
    S3_SECRET_ACCESS_KEY: env.S3_SECRET_ACCESS_KEY,
  }
  if (!isSet('S3 storage', { ...group, S3_PUBLIC_URL: env.S3_PUBLIC_URL }, ['S3_PUBLIC_URL'])) {
    return {
      kind: 'disk',
      root: join(dataDir, 'objects'),
      publicUrl,
      signingKey: derivedKey(secret, 'download links'),
    }
  }
  return {
    kind: 's3',
    endpoint: group.S3_ENDPOINT_URL as string,
    publicUrl: env.S3_PUBLIC_URL ?? (group.S3_ENDPOINT_URL as string),
    bucket: group.S3_BUCKET as string,
    accessKeyId: group.S3_ACCESS_KEY_ID as string,
    secretAccessKey: group.S3_SECRET_ACCESS_KEY as string,
    region: env.S3_REGION,
    forcePathStyle: env.S3_FORCE_PATH_STYLE,
  }
}

function mailConfig(env: Env, dataDir: string): MailConfig {
  const from = env.MAIL_FROM ?? 'Gourd <no-reply@localhost>'
  if (!env.SMTP_URL) return { kind: 'files', directory: join(dataDir, 'mail'), from }
  isSet('SMTP', { SMTP_URL: env.SMTP_URL, MAIL_FROM: env.MAIL_FROM })
  return { kind: 'smtp', url: env.SMTP_URL, from }
}

function searchConfig({ MEILISEARCH_URL, MEILISEARCH_KEY }: Env): SearchConfig {
  // A server without a master key needs none.
  if (!isSet('Meilisearch', { MEILISEARCH_URL, MEILISEARCH_KEY }, ['MEILISEARCH_KEY'])) {
    return { kind: 'postgres' }
  }
  return { kind: 'meilisearch', url: MEILISEARCH_URL as string, key: MEILISEARCH_KEY }
}

function moderatorConfig({ MODERATION_URL, MODERATION_TOKEN }: Env): ModeratorConfig {
  if (!isSet('the moderation service', { MODERATION_URL, MODERATION_TOKEN })) return { kind: 'rules' }
  return { kind: 'http', url: MODERATION_URL as string, token: MODERATION_TOKEN as string }
}

function clamavConfig({ CLAMAV_HOST, CLAMAV_PORT, CLAMAV_SOCKET }: Env): ClamavAddress | undefined {
  const isTcp = isSet('ClamAV', { CLAMAV_HOST, CLAMAV_PORT: CLAMAV_PORT?.toString() })
  if (isTcp && CLAMAV_SOCKET) {
    throw new ConfigError('ClamAV is set twice: set CLAMAV_HOST with CLAMAV_PORT, or CLAMAV_SOCKET.')
  }
  if (CLAMAV_SOCKET) return { path: CLAMAV_SOCKET }
  return isTcp ? { host: CLAMAV_HOST as string, port: CLAMAV_PORT as number } : undefined
}

const hostInUrl = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
