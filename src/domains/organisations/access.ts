import type { SignedIn } from '../../auth/actor.ts'
import type { MemberRole } from '../../auth/member-roles.ts'
import { statement } from '../../database/sql.ts'
import { enter } from '../../database/tenancy.ts'
import { orgId as publicId } from '../../lib/public-id.ts'
import { type AuditEntry, audit } from '../audit/index.ts'
import type { Context, Tx } from '../context.ts'
import { notFound } from '../errors.ts'
import { isRefused, refusedHere } from './refusals.ts'

/** What the caller is in an organisation. */
export interface Access {
  orgId: string
  /** A platform admin acts as an owner everywhere. */
  role: MemberRole
  /** Acts by the platform role, not as an owner of the organisation: what is changed like that is audited. */
  isStaff: boolean
}

type SignedInContext = Context & { actor: SignedIn }

const roleOf = statement<Role>(`
  select m.role, ${isRefused('o.id', '$2', '$3')} as "isRefused"
  from organisations o left join organisation_members m on m.org_id = o.id and m.user_id = $2
  where o.id = $1`)

/** What the caller is in that organisation. 404 for who is nothing in it. */
export async function requireAccess(ctx: SignedInContext, orgId: string): Promise<Access> {
  const { userId, role } = ctx.actor
  // Only for platform admins the organisation is there before they are found to belong to it.
  const tenant = role === 'admin' ? { userId, orgId } : { userId }
  const row = await ctx.app.sql.within(tenant).one(roleOf, [orgId, userId, ctx.app.clock.now().toISOString()])
  return accessOf(ctx, orgId, row)
}

const ENTER = `
  select role, set_config('gourd.org_id', org_id::text, true) from organisation_members
  where org_id = ? and user_id = ?`
/** Does not stop what only refers to the row. */
const LOCK = 'select id from organisations where id = ? for no key update'
const ROLE = `
  select m.role, ${isRefused('m.org_id', 'm.user_id', '?')} as "isRefused" from organisation_members m
  where m.org_id = ? and m.user_id = ?`

/**
 * Enters an organisation and locks it until the transaction ends: of two changes to it or its members, the second
 * sees the first. 404 for who is nothing in it.
 */
export async function lockOrganisation(tx: Tx, ctx: SignedInContext, orgId: string): Promise<Access> {
  const { userId, role } = ctx.actor
  if (role === 'admin') await enter(tx, { orgId })
  else if ((await tx.execute<object[]>(ENTER, [orgId, userId])).length === 0) throw missing()
  const [locked] = await tx.execute<object[]>(LOCK, [orgId])
  if (!locked) throw missing()
  // Asked again: it may have been taken away while this one waited.
  const now = ctx.app.clock.now()
  const [member] = await tx.execute<Role[]>(ROLE, [now, orgId, userId])
  return accessOf(ctx, orgId, member ?? { role: null, isRefused: false })
}

interface Role {
  role: MemberRole | null
  isRefused: boolean
}

function accessOf({ actor }: SignedInContext, orgId: string, row?: Role): Access {
  if (row && actor.role === 'admin') return { orgId, role: 'owner', isStaff: row.role !== 'owner' }
  if (!row?.role) throw missing()
  if (row.isRefused) throw refusedHere()
  return { orgId, role: row.role, isStaff: false }
}

export const missing = () => notFound('Organisation')

/** Audits what platform staff change in the organisation of others. */
export function auditStaff(
  tx: Tx,
  ctx: Context,
  { orgId, isStaff }: Access,
  action: string,
  details: AuditEntry['details'],
): void {
  if (!isStaff) return
  audit(tx, ctx, { action, targetType: 'organization', targetId: publicId.encode(orgId), details })
}
