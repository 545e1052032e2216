import type { MemberRole } from '../../auth/member-roles.ts'
import type { Tx } from '../context.ts'
import { conflict, notFound } from '../errors.ts'

export interface MemberInPlace {
  role: MemberRole
  username: string
  /** Whose own the organisation is. */
  isPerson: boolean
}

const MEMBER = `
  select m.role, u.username, o.personal_user_id is not distinct from m.user_id as "isPerson"
  from organisation_members m join organisations o on o.id = m.org_id join users u on u.id = m.user_id
  where m.org_id = ? and m.user_id = ?`

/** A member of the organisation that was locked. 404 for who is none. */
export async function requireMember(tx: Tx, orgId: string, userId: string): Promise<MemberInPlace> {
  const [member] = await tx.execute<MemberInPlace[]>(MEMBER, [orgId, userId])
  if (!member) throw notFound('Member')
  return member
}

const OTHER_OWNERS = `
  select from organisation_members where org_id = ? and user_id <> ? and role = 'owner' limit 1`

/** Lets an owner go only where another one stays, and nobody from the organisation that is their own: 409. */
export async function requireOtherOwner(
  tx: Tx,
  orgId: string,
  userId: string,
  { role, username, isPerson }: MemberInPlace,
): Promise<void> {
  if (isPerson) throw conflict(`This is the personal organisation of ${username}, who stays its owner.`)
  if (role !== 'owner') return
  const others = await tx.execute<object[]>(OTHER_OWNERS, [orgId, userId])
  if (others.length > 0) return
  throw conflict(`${username} is the last owner of this organisation. Make somebody else an owner first.`)
}
