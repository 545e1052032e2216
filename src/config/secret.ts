import { hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, type Env } from './env.ts'

/** The secret that signs tokens: the configured one, else one made once and kept in `dataDir`. */
export function signingSecret(env: Env, dataDir: string): string {
  if (env.JWT_SECRET) return env.JWT_SECRET
  if (env.NODE_ENV === 'production') {
    throw new ConfigError(
      'JWT_SECRET: is required with NODE_ENV=production; set at least 32 random characters.',
    )
  }
  return keptSecret(join(dataDir, 'jwt-secret'))
}

function keptSecret(path: string): string {
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    if (!existsSync(path)) offer(path, randomBytes(48).toString('base64url'))
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unusable(path, error)
  }
}

/** The file appears whole or not at all, and the first of several processes decides what is in it. */
function offer(path: string, secret: string): void {
  const draft = `${path}.${randomUUID()}`
  writeFileSync(draft, secret, { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

const unusable = (path: string, error: unknown): ConfigError =>
  new ConfigError(`DATA_DIR: ${join(path, '..')} cannot be written (${(error as Error).message}).`)

/** A key for one purpose, derived from the secret (HKDF, RFC 5869). */
export const derivedKey = (secret: string, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32))
