import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { isRole, type Role } from './roles.ts'

/** What a session's token says. `username` and `role` are of the time of issue: only `sub` and `sid` are believed. */
export interface Claims {
  sub: string
  username: string
  role: Role
  /** Unix seconds, as `exp`. */
  iat: number
  exp: number
  /** The stored session. */
  sid: string
}

/** Longer than any token of ours. */
const MAX_LENGTH = 2000
/** How far the clocks of two servers may be apart. */
const SKEW_SECONDS = 10

export const tokenKey = (secret: string): KeyObject => createSecretKey(secret, 'utf8')

/** A JWT (HS256) with these claims. */
export function signToken(claims: Claims, key: KeyObject): string {
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${content}.${sign(content, key)}`
}

/** The claims of a token that this key signed and that is good now; undefined for anything else. */
export function readToken(token: string, key: KeyObject, now: Date): Claims | undefined {
  if (token.length > MAX_LENGTH) return undefined
  const [header = '', payload = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0 || !isEqual(signature, sign(`${header}.${payload}`, key))) return undefined
  const claims = decode(payload)
  if (!isOurs(decode(header)) || !areClaims(claims)) return undefined
  const seconds = now.getTime() / 1000
  return claims.exp > seconds && claims.iat <= seconds + SKEW_SECONDS ? claims : undefined
}

/** An extension that a header calls critical cannot be ignored (RFC 7515 §4.1.11), and none is known here. */
const isOurs = ({ alg, typ, crit }: Parsed): boolean =>
  alg === 'HS256' && (typ === undefined || typ === 'JWT') && crit === undefined

const areClaims = (parsed: Parsed): parsed is Parsed & Claims =>
  isText(parsed.sub) &&
  isText(parsed.username) &&
  isRole(parsed.role) &&
  Number.isSafeInteger(parsed.iat) &&
  Number.isSafeInteger(parsed.exp) &&
  isText(parsed.sid)

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

type Parsed = Record<string, unknown>

const sign = (content: string, key: KeyObject): string =>
  createHmac('sha256', key).update(content).digest('base64url')

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The members of a part; none when it is not a JSON object. */
function decode(part: string): Parsed {
  try {
    return { ...JSON.parse(Buffer.from(part, 'base64url').toString()) }
  } catch {
    return {}
  }
}

/** Compares the text, so that a signature has one spelling. */
function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
