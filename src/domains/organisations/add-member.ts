import type { SignedIn } from '../../auth/actor.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict, forbidden, invalid } from '../errors.ts'
import { auditStaff, lockOrganisation } from './access.ts'
import { mayManageMembers } from './policy.ts'
import { presentMember } from './present.ts'
import type { AddMember, Member } from './schema.ts'

const BY_NAME = 'select id, username from users where lower(username) = lower(?) and is_active'
const BY_ID = 'select id, username from users where id = ? and is_active'
const INSERT = `
  insert into organisation_members (org_id, user_id, role, joined_at) values (?, ?, ?, ?)
  on conflict do nothing returning user_id`

/**
 * Makes somebody a member. 403 for who may not, 404 for an organisation of others, 409 for who is a member already,
 * 422 when there is nobody of that name or id.
 */
export async function addMember(ctx: Context & { actor: SignedIn }, input: AddMember): Promise<Member> {
  const { id: orgId, role } = input
  const userId = await transaction(ctx, async (tx) => {
    const access = await lockOrganisation(tx, ctx, orgId)
    if (!mayManageMembers(access.role))
      throw forbidden('Only an owner or admin of the organisation adds members.')
    if (!mayManageMembers(access.role, role))
      throw forbidden('Only an owner of the organisation makes owners.')
    const user = await requireUser(tx, input)
    const added = await tx.execute<object[]>(INSERT, [orgId, user.id, role, ctx.app.clock.now()])
    if (added.length === 0) throw conflict(`${user.username} is a member of this organisation already.`)
    auditStaff(tx, ctx, access, 'organization.member_add', { user_id: user.id, role })
    return user.id
  })
  return presentMember(ctx, orgId, userId)
}

async function requireUser(
  tx: Tx,
  { user_id, username }: AddMember,
): Promise<{ id: string; username: string }> {
  const [path, search] =
    user_id === undefined ? (['username', BY_NAME] as const) : (['user_id', BY_ID] as const)
  const [user] = await tx.execute<{ id: string; username: string }[]>(search, [user_id ?? username])
  if (!user) throw invalid({ path, message: `there is no user ${user_id ?? username}` })
  return user
}
