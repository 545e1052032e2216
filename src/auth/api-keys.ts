import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyHolder } from './actor.ts'

/** `phub_`, 8 hex characters that may be seen, `_`, 32 hex characters (128 bits) that nobody keeps. */
const FORMAT = /^(phub_[0-9a-f]{8})_[0-9a-f]{32}$/

/** Whether a credential claims to be a key: keys and session tokens are never taken for each other. */
export const claimsToBeKey = (credential: string): boolean => credential.startsWith('phub_')

/** A key as it was just made: `key` is shown once, the other two are stored. */
export interface NewKey {
  key: string
  prefix: string
  hash: string
}

export function makeKey(): NewKey {
  const prefix = `phub_${randomBytes(4).toString('hex')}`
  const key = `${prefix}_${randomBytes(16).toString('hex')}`
  return { key, prefix, hash: hashOfKey(key) }
}

/** The visible part of a key; undefined for what no key looks like. */
export const prefixOf = (credential: string): string | undefined => FORMAT.exec(credential)?.[1]

/** Whether `hash` is the one of `key`, in the same time whatever they are. */
export const isKeyOf = (key: string, hash: string): boolean => {
  const [one, other] = [Buffer.from(hashOfKey(key)), Buffer.from(hash)]
  return one.length === other.length && timingSafeEqual(one, other)
}

const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex')

/** Stored keys. */
export interface ApiKeys {
  /**
   * Whose key this is, by what the database says now; undefined when it is malformed, unknown, revoked or expired,
   * or its holder has left the organisation. Costs one statement, or none when the format is wrong.
   */
  authenticate(key: string): Promise<{ holder: KeyHolder; isSuspended: boolean } | undefined>
}
