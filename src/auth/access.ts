import type { Role } from './roles.ts'
import type { Scope } from './scopes.ts'

/** Who may call a procedure. Every procedure states it; the document and the tests read it. */
export type Access =
  /** `evenIfRefused`: also with a credential that is not good. */
  | { kind: 'open'; evenIfRefused?: boolean }
  | { kind: 'session' }
  | { kind: 'scope'; scope: Scope }
  | { kind: 'role'; roles: readonly Role[] }
