import type { Actor, Known, SignedIn } from '../auth/actor.ts'
import { matchesScope } from '../auth/matches-scope.ts'
import type { Role } from '../auth/roles.ts'
import type { Scope } from '../auth/scopes.ts'
import { DomainError, forbidden, unauthenticated } from '../domains/errors.ts'
import { t } from './trpc.ts'

/** A context whose caller is known. */
const knownActor = (actor: Actor): Known => {
  if (actor.kind === 'anonymous') {
    throw unauthenticated('Sign in first: this endpoint needs a session cookie or an Authorization header.')
  }
  return actor
}

/** A context whose caller is a person. */
const signedInActor = (actor: Actor): SignedIn => {
  const known = knownActor(actor)
  if (known.kind === 'session') return known
  throw new DomainError('session_required', 'An API key cannot do this. Sign in instead.')
}

/** Anybody may call it; a credential that is sent must still be good. */
export const open = t.procedure.meta({ access: { kind: 'open' } }).use(({ ctx, next }) => {
  if (ctx.refusal) throw ctx.refusal
  return next()
})

/** Anybody, also with a credential that is not good: who leaves may leave. Only an outage of ours stops it. */
export const everybody = t.procedure
  .meta({ access: { kind: 'open', evenIfRefused: true } })
  .use(({ ctx, next }) => {
    if (ctx.refusal && ctx.refusal.status >= 500) throw ctx.refusal
    return next()
  })

/** People with a session; API keys are refused. */
export const signedIn = t.procedure.meta({ access: { kind: 'session' } }).use(({ ctx, next }) => {
  if (ctx.refusal) throw ctx.refusal
  return next({ ctx: { actor: signedInActor(ctx.actor) } })
})

/** People with a session, and API keys that carry the scope. */
export const scoped = (scope: Scope) =>
  t.procedure.meta({ access: { kind: 'scope', scope } }).use(({ ctx, next }) => {
    if (ctx.refusal) throw ctx.refusal
    const actor = knownActor(ctx.actor)
    if (!matchesScope(actor, scope)) {
      throw new DomainError('insufficient_scope', `This key lacks the scope ${scope}.`, {
        details: { required_scope: scope },
      })
    }
    return next({ ctx: { actor } })
  })

/** People with a session and one of these platform roles. */
export const byRole = (...roles: Role[]) =>
  t.procedure.meta({ access: { kind: 'role', roles } }).use(({ ctx, next }) => {
    if (ctx.refusal) throw ctx.refusal
    const actor = signedInActor(ctx.actor)
    if (!roles.includes(actor.role)) {
      throw forbidden(`This needs the role ${roles.join(' or ')}; yours is ${actor.role}.`)
    }
    return next({ ctx: { actor } })
  })
