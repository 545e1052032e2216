import { randomBytes } from 'node:crypto'
import type { MemberRole } from '../../src/auth/member-roles.ts'
import type { Answer, Call } from './caller.ts'
import { signUp, type TestUser } from './users.ts'

export interface TestOrg {
  id: string
  name: string
  slug: string
  plan: string
  role: MemberRole
  created_at: string
}

/** Creates an organisation that the caller owns, under a name nobody has unless one is given. */
export const newOrg = async (call: Call, token: string, name = uniqueOrgName()): Promise<TestOrg> =>
  made(await call('POST /orgs', { token, body: { name } }))

export const uniqueOrgName = (): string => `Org ${randomBytes(6).toString('hex')}`

/** The organisation that is the caller's own. */
export const ownOrg = async (call: Call, token: string): Promise<TestOrg> =>
  (await call('GET /orgs?per_page=1', { token })).body.data[0]

/** Signs somebody up and makes them a member. */
export async function newMember(
  call: Call,
  owner: { token: string },
  org: { id: string },
  role: MemberRole,
): Promise<TestUser> {
  const user = await signUp(call)
  const body = { user_id: user.profile.id, role }
  made(await call(`POST /orgs/${org.id}/members`, { token: owner.token, body }))
  return user
}

/** The stored form of an organisation's id. */
export const uuidOf = ({ id }: { id: string }): string => id.slice('org_'.length)

function made({ status, body }: Answer) {
  if (status !== 201) throw new Error(`not made: ${status} ${JSON.stringify(body)}`)
  return body
}
