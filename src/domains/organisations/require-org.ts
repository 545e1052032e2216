import type { MemberRole } from '../../auth/member-roles.ts'
import type { Plan } from '../../auth/plans.ts'
import { statement } from '../../database/sql.ts'
import { orgId as publicId } from '../../lib/public-id.ts'
import type { Context } from '../context.ts'
import { unauthenticated } from '../errors.ts'
import { missing } from './access.ts'
import { isRefused, refusedHere } from './refusals.ts'

/** The organisation that a call works in. */
export interface CurrentOrg {
  orgId: string
  plan: Plan
  /** A platform admin with a session acts as an owner everywhere. */
  memberRole: MemberRole
}

type Row = Omit<CurrentOrg, 'memberRole'> & { memberRole: MemberRole | null; isRefused: boolean }

const current = (condition: string) =>
  statement<Row>(`
    select o.id as "orgId", o.plan, m.role as "memberRole", ${isRefused('o.id', '$1', '$2')} as "isRefused"
    from organisations o left join organisation_members m on m.org_id = o.id and m.user_id = $1
    where ${condition}`)

const own = current('o.personal_user_id = $1')
const named = current('o.id = $3')

/**
 * The organisation that the caller works in: that of the key; of a session the one that `X-Org-Id` names, else the
 * caller's own. 404 for one that the caller is no member of.
 */
export async function requireOrg(ctx: Pick<Context, 'app' | 'actor' | 'orgHeader'>): Promise<CurrentOrg> {
  const { actor } = ctx
  if (actor.kind === 'anonymous') throw unauthenticated('Sign in first, or send an API key.')
  // All of it was found with the key, and who is refused there does not come here.
  if (actor.kind === 'key') return { orgId: actor.orgId, plan: actor.plan, memberRole: actor.orgRole }
  const isPlatformAdmin = actor.role === 'admin'
  const orgId = idIn(ctx.orgHeader)
  const { userId } = actor
  const reads = ctx.app.sql.within(isPlatformAdmin ? { userId, orgId } : { userId })
  const values = [userId, ctx.app.clock.now().toISOString()]
  const row = orgId === undefined ? await reads.one(own, values) : await reads.one(named, [...values, orgId])
  const memberRole = isPlatformAdmin ? 'owner' : row?.memberRole
  if (!row || !memberRole) throw missing()
  if (row.isRefused && !isPlatformAdmin) throw refusedHere()
  return { orgId: row.orgId, plan: row.plan, memberRole }
}

function idIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const id = publicId.decode(header.trim())
  if (id === undefined) throw missing()
  return id
}
