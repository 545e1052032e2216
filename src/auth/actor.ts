import type { KeyLimits } from './key-quota.ts'
import type { MemberRole } from './member-roles.ts'
import type { Plan } from './plans.ts'
import type { Role } from './roles.ts'
import type { Scope } from './scopes.ts'

/** Who is calling. */
export type Actor = Anonymous | SignedIn | KeyHolder

export interface Anonymous {
  kind: 'anonymous'
}

/** A person with a stored session. */
export interface SignedIn {
  kind: 'session'
  userId: string
  username: string
  role: Role
  sessionId: string
  /** Only they see what they publish, everywhere or in some organisation, and they are not to notice. */
  isShadowed?: boolean
}

/** A program with the API key of a person. It acts for one organisation and reaches what its scopes open. */
export interface KeyHolder {
  kind: 'key'
  keyId: string
  /** Who made the key. */
  userId: string
  username: string
  orgId: string
  /** What its maker is in the organisation, at this very call. */
  orgRole: MemberRole
  /** Of the organisation, at this very call. */
  plan: Plan
  scopes: readonly Scope[]
  rateLimit: KeyLimits
  /** As of a session. */
  isShadowed?: boolean
}

/** Whoever is known: what `scoped` lets in. */
export type Known = SignedIn | KeyHolder

export const anonymous: Anonymous = { kind: 'anonymous' }
