import { z } from 'zod'

const text = z.string().trim().min(1)
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max)
const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

/** Every variable the server reads. Empty means not set. */
const Env = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  PORT: whole(0, 65_535).default(8080),
  HOST: text.default('127.0.0.1'),
  DATA_DIR: text.default('./data'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/name' })
    .optional(),
  DATABASE_POOL_SIZE: whole(2, 200).default(20),
  ANSWER_CACHE_MB: whole(0, 16_384).default(16),
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  JWT_TTL_SECONDS: whole(60, 31_536_000).default(86_400),
  PUBLIC_URL: url.optional(),
  ALLOWED_ORIGINS: list.pipe(z.array(url)).default([]),
  TRUSTED_PROXIES: list.default([]),
  COOKIE_DOMAIN: text.optional(),
  COOKIE_SECURE: flag.optional(),
  // Seconds between two requests, as the source calls them.
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must look like redis://host:6379' }).optional(),
  RATE_LIMIT_GENERAL_PER_SECOND: whole(1, 86_400).default(1),
  RATE_LIMIT_GENERAL_BURST_SIZE: whole(1, 1_000_000_000).default(30),
  RATE_LIMIT_AUTH_PER_SECOND: whole(1, 86_400).default(4),
  RATE_LIMIT_AUTH_BURST_SIZE: whole(1, 1_000_000_000).default(5),
  RATE_LIMIT_PLATFORM_PER_MINUTE: whole(1, 100_000).default(600),
  MEILISEARCH_URL: url.optional(),
  MEILISEARCH_KEY: text.optional(),
  PUMPKIN_RELEASES_URL: url.default('https://api.github.com/repos/Pumpkin-MC/Pumpkin/releases?per_page=100'),
  BINARY_MAX_SIZE_BYTES: whole(1, 5_000_000_000).default(104_857_600),
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: flag.default(false),
  S3_ENDPOINT_URL: url.optional(),
  S3_PUBLIC_URL: url.optional(),
  S3_BUCKET: text.optional(),
  S3_ACCESS_KEY_ID: text.optional(),
  S3_SECRET_ACCESS_KEY: text.optional(),
  S3_REGION: text.default('us-east-1'),
  S3_FORCE_PATH_STYLE: flag.default(true),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must look like smtp://host:25' }).optional(),
  MAIL_FROM: text.optional(),
  CLAMAV_HOST: text.optional(),
  CLAMAV_PORT: whole(1, 65_535).optional(),
  CLAMAV_SOCKET: text.optional(),
  MODERATION_URL: url.optional(),
  MODERATION_TOKEN: text.optional(),
  GITHUB_CLIENT_ID: text.optional(),
  GITHUB_CLIENT_SECRET: text.optional(),
  GITHUB_AUTHORIZE_URL: url.optional(),
  GITHUB_TOKEN_URL: url.optional(),
  GITHUB_USERINFO_URL: url.optional(),
  GOOGLE_CLIENT_ID: text.optional(),
  GOOGLE_CLIENT_SECRET: text.optional(),
  GOOGLE_AUTHORIZE_URL: url.optional(),
  GOOGLE_TOKEN_URL: url.optional(),
  GOOGLE_USERINFO_URL: url.optional(),
  DISCORD_CLIENT_ID: text.optional(),
  DISCORD_CLIENT_SECRET: text.optional(),
  DISCORD_AUTHORIZE_URL: url.optional(),
  DISCORD_TOKEN_URL: url.optional(),
  DISCORD_USERINFO_URL: url.optional(),
})
export type Env = z.infer<typeof Env>

/** A variable that cannot be used. The message names it and says what to do. */
export class ConfigError extends Error {}

/** Reads the environment. Throws `ConfigError` naming every variable that is wrong. */
export function readEnv(variables: NodeJS.ProcessEnv): Env {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()))
  const env = Env.safeParse(set)
  if (env.success) return env.data
  throw new ConfigError(
    env.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}.`).join('\n'),
  )
}
