import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
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

/** So many tokens are remembered. */
const REMEMBERED = 10_000

/**
 * Reads the tokens that this key signed. That a signature is good stays so: the tokens used last are not checked for it
 * again. Whether a token is good now is asked each time; undefined for one that is not.
 */
export function tokenReader(key: KeyObject): (token: string, now: Date) => Claims | undefined {
  const signed = new LRUCache<string, Claims>({ max: REMEMBERED })
  return (token, now) => {
    let claims = signed.get(token)
    if (!claims) {
      claims = signedClaims(token, key)
      if (!claims) return undefined
      signed.set(token, claims)
    }
    const seconds = now.getTime() / 1000
    return claims.exp > seconds && claims.iat <= seconds + SKEW_SECONDS ? claims : undefined
  }
}

/** The claims of a token that this key signed, whether it is good now or not. */
function signedClaims(token: string, key: KeyObject): Claims | undefined {
  if (token.length > MAX_LENGTH) return undefined
  const [header = '', payload = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0 || !isEqual(signature, sign(`${header}.${payload}`, key))) return undefined
  const claims = decode(payload)
  return isOurs(decode(header)) && areClaims(claims) ? claims : undefined
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
