import type { Role } from './roles.ts'

/** Who is calling. */
export type Actor = Anonymous | SignedIn

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
}

export const anonymous: Anonymous = { kind: 'anonymous' }
