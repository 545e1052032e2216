import type { SignedIn } from '../../auth/actor.ts'
import type { Role } from '../../auth/roles.ts'
import type { Context, Tx } from '../context.ts'
import { forbidden, notFound } from '../errors.ts'
import type { Desk } from '../organisations/index.ts'

/** Who an action is about, locked until the transaction ends. */
export interface Target {
  id: string
  username: string
  role: Role
  /** In the organisation of the desk. */
  memberRole: string | null
}

const LOCK = 'select id, username, role from users where id = ? for no key update'
/** Locked as well: nobody becomes an owner while a measure is taken against them. */
const MEMBER = 'select role from organisation_members where org_id = ? and user_id = ? for share'
const RESTRICTED = 'select from restrictions where org_id = ? and user_id = ?'

/** The person an action is about. Nobody acts on themselves or on who stands above them: 403; unknown there: 404. */
export async function lockTarget(
  tx: Tx,
  { actor }: Context & { actor: SignedIn },
  desk: Desk,
  userId: string,
): Promise<Target> {
  const [user] = await tx.execute<Omit<Target, 'memberRole'>[]>(LOCK, [userId])
  if (!user) throw notFound('User')
  if (user.id === actor.userId) throw forbidden('You cannot take measures against yourself.')
  const memberRole = desk.orgId ? await memberRoleOf(tx, desk.orgId, userId) : null
  const target = { ...user, memberRole }
  if (standsAbove(target, actor, desk)) throw forbidden(`${user.username} stands above your role.`)
  return target
}

/** Null for who left while a measure against them holds: it can still be lifted. */
async function memberRoleOf(tx: Tx, orgId: string, userId: string): Promise<string | null> {
  const [member] = await tx.execute<{ role: string }[]>(MEMBER, [orgId, userId])
  if (member) return member.role
  if ((await tx.execute<object[]>(RESTRICTED, [orgId, userId])).length > 0) return null
  throw notFound('User')
}

function standsAbove({ role, memberRole }: Target, actor: SignedIn, desk: Desk): boolean {
  // The staff of the platform are nobody's to restrict, in no organisation.
  if (role === 'admin' || (role === 'moderator' && actor.role !== 'admin')) return true
  if (!desk.orgId || memberRole === null) return false
  return memberRole === 'owner' || (memberRole !== 'member' && desk.role !== 'owner')
}
