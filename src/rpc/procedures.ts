import type { Actor, SignedIn } from '../auth/actor.ts'
import type { Role } from '../auth/roles.ts'
import type { Scope } from '../auth/scopes.ts'
import { DomainError, unauthenticated } from '../domains/errors.ts'
import { t } from './trpc.ts'

/** A context whose caller is known. */
const signedInActor = (actor: Actor): SignedIn => {
  if (actor.kind === 'anonymous') {
    throw unauthenticated('Sign in first: this endpoint needs a session cookie or an Authorization header.')
  }
  return actor
}

/** Anybody may call it; a credential that is sent must still be good. */
export const open = t.procedure.meta({ access: { kind: 'open' } }).use(({ ctx, next }) => {
  if (ctx.refusal) throw ctx.refusal
  return next()
})

/** Anybody, also with a credential that is not good: who leaves may leave. Only an outage of ours stops it. */
export const everybody = t.procedure.meta({ access: { kind: 'open' } }).use(({ ctx, next }) => {
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
    return next({ ctx: { actor: signedInActor(ctx.actor) } })
  })

/** People with a session and one of these platform roles. */
export const byRole = (...roles: Role[]) =>
  t.procedure.meta({ access: { kind: 'role', roles } }).use(({ ctx, next }) => {
    if (ctx.refusal) throw ctx.refusal
    const actor = signedInActor(ctx.actor)
    if (!roles.includes(actor.role)) {
      throw new DomainError('forbidden', `This needs the role ${roles.join(' or ')}; yours is ${actor.role}.`)
    }
    return next({ ctx: { actor } })
  })
