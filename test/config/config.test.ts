import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createConfig } from '../../src/config/config.ts'
import { ConfigError, readEnv } from '../../src/config/env.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'gourd-config-'))
afterAll(() => rmSync(dataDir, { recursive: true }))

const configOf = (variables: Record<string, string>) =>
  createConfig(readEnv({ DATA_DIR: dataDir, ...variables }))

test.each([
  [{ PORT: 'eighty' }, 'PORT: '],
  [{ PORT: '70000' }, 'PORT: '],
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL: must look like postgres://'],
  [{ NODE_ENV: 'production' }, 'JWT_SECRET: is required with NODE_ENV=production'],
  [{ JWT_SECRET: 'short' }, 'JWT_SECRET: must have at least 32 characters'],
  [{ JWT_TTL_SECONDS: '-1' }, 'JWT_TTL_SECONDS: '],
  [{ PUBLIC_URL: 'gourd.example' }, 'PUBLIC_URL: must be an http or https URL'],
  [{ ALLOWED_ORIGINS: 'https://a.example,b.example' }, 'ALLOWED_ORIGINS: '],
  [{ COOKIE_SECURE: 'yes' }, 'COOKIE_SECURE: '],
  [{ S3_BUCKET: 'gourd' }, 'S3 storage is set by half: S3_BUCKET without S3_ENDPOINT_URL'],
  [{ S3_PUBLIC_URL: 'https://cdn.example' }, 'S3 storage is set by half'],
  [{ CLAMAV_HOST: 'clamd' }, 'ClamAV is set by half: CLAMAV_HOST without CLAMAV_PORT'],
  [{ CLAMAV_PORT: '3310' }, 'ClamAV is set by half: CLAMAV_PORT without CLAMAV_HOST'],
  [
    { CLAMAV_HOST: 'clamd', CLAMAV_PORT: '3310', CLAMAV_SOCKET: '/run/clamd.sock' },
    'ClamAV is set twice: set CLAMAV_HOST with CLAMAV_PORT, or CLAMAV_SOCKET',
  ],
  [{ CLAMAV_HOST: 'clamd', CLAMAV_PORT: '0' }, 'CLAMAV_PORT: '],
  [{ SMTP_URL: 'smtp://localhost' }, 'SMTP is set by half: SMTP_URL without MAIL_FROM'],
  [{ MEILISEARCH_KEY: 'key' }, 'Meilisearch is set by half: MEILISEARCH_KEY without MEILISEARCH_URL'],
  [{ MEILISEARCH_URL: 'localhost:7700' }, 'MEILISEARCH_URL: must be an http or https URL'],
  [{ PUMPKIN_RELEASES_URL: 'file:///etc/passwd' }, 'PUMPKIN_RELEASES_URL: must be an http or https URL'],
  [{ DATA_DIR: '/dev/null/gourd' }, 'DATA_DIR: /dev/null/gourd cannot be written'],
] as [Record<string, string>, string][])('%o is refused by name', (variables, sentence) => {
  const attempt = () => configOf(variables)
  expect(attempt).toThrow(ConfigError)
  expect(attempt).toThrow(sentence)
})

test('an empty variable is one that is not set', () => {
  expect(configOf({ DATABASE_URL: '', S3_BUCKET: ' ' })).toMatchObject({
    database: { kind: 'embedded' },
    storage: { kind: 'disk' },
  })
})

test('the secret is made once and kept', () => {
  const { secret } = configOf({}).sessions
  expect(configOf({}).sessions.secret).toBe(secret)
  expect(readFileSync(join(dataDir, 'jwt-secret'), 'utf8')).toBe(secret)
  expect(secret.length).toBeGreaterThanOrEqual(32)
})

test('cookies are secure where the public address is', () => {
  expect(configOf({ PUBLIC_URL: 'https://gourd.example/' }).http).toMatchObject({
    publicUrl: 'https://gourd.example',
    cookie: { secure: true },
  })
  expect(configOf({}).http.cookie.secure).toBe(false)
})
