import { createHmac } from 'node:crypto'

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

export interface Forgery {
  header?: unknown
  claims: unknown
  secret: string
  hash?: 'sha256' | 'sha512'
}

/** A JWT of any content, signed right. */
export function forge({
  header = { alg: 'HS256', typ: 'JWT' },
  claims,
  secret,
  hash = 'sha256',
}: Forgery): string {
  const content = `${encode(header)}.${encode(claims)}`
  return `${content}.${createHmac(hash, secret).update(content).digest('base64url')}`
}

/** What a token says. */
export const claimsOf = (
  token: string,
): Record<string, unknown> & { iat: number; exp: number; sid: string } =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
