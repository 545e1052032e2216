import type { Known } from '../../auth/actor.ts'
import { audit } from '../audit/index.ts'
import type { Context, Tx } from '../context.ts'
import { forbidden, notFound } from '../errors.ts'
import { type CurrentOrg, requireOrg } from '../organisations/index.ts'
import { mayManageWebhooks } from './policy.ts'

export type Caller = Context & { actor: Known }

/** The organisation that the call works in. 403 for who may not manage its webhooks, by key or session. */
export async function requireManager(ctx: Caller): Promise<CurrentOrg> {
  const org = await requireOrg(ctx)
  if (mayManageWebhooks(org.memberRole)) return org
  throw forbidden('Only an owner or admin of the organisation manages its webhooks.')
}

/** Audits what platform admins change, in whatever organisation. */
export function auditStaff(tx: Tx, ctx: Caller, action: string, targetId: string, orgId: string): void {
  if (ctx.actor.kind !== 'session' || ctx.actor.role !== 'admin') return
  audit(tx, ctx, {
    action: `webhook.${action}`,
    targetType: 'webhook',
    targetId,
    details: { org_id: `org_${orgId}` },
  })
}

export const missing = () => notFound('Webhook')
