import type { Actor } from './actor.ts'
import type { Scope } from './scopes.ts'

/** Whether a caller may do what `required` opens: any session, and a key that carries it. */
export function matchesScope(actor: Actor, required: Scope): boolean {
  switch (actor.kind) {
    case 'session':
      return true
    case 'key':
      return actor.scopes.includes(required)
    default:
      return false
  }
}
