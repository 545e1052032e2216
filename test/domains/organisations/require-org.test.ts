import { describe, expect, it } from 'vitest'
import type { Actor, KeyHolder } from '../../../src/auth/actor.ts'
import type { Role } from '../../../src/auth/roles.ts'
import { requireOrg } from '../../../src/domains/organisations/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newMember, newOrg, ownOrg, uuidOf } from '../../support/orgs.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const session = ({ profile: { id, username } }: TestUser, role: Role = 'author'): Actor => ({
  kind: 'session',
  userId: id,
  username,
  role,
  sessionId: 'a session',
})

const key = ({ profile: { id, username } }: TestUser, org: { id: string }): KeyHolder => ({
  kind: 'key',
  keyId: 'a key',
  userId: id,
  username,
  orgId: uuidOf(org),
  orgRole: 'admin',
  plan: 'starter',
  scopes: [],
  rateLimit: { perSecondInterval: null, burst: null, orgDefaultPerMinute: null },
})

const current = (actor: Actor, orgHeader?: string) =>
  requireOrg({ app: app.current.services, actor, orgHeader })

const missing = { code: 'not_found', message: 'Organisation not found.' }

describe('the organisation that a call works in', () => {
  it("is a session's own one when none is named", async () => {
    const user = await signUp(call)
    await newOrg(call, user.token)
    const own = await ownOrg(call, user.token)
    expect(await current(session(user))).toEqual({
      orgId: uuidOf(own),
      plan: 'starter',
      memberRole: 'owner',
    })
  })

  it('is the one that X-Org-Id names, with what the caller is there', async () => {
    const owner = await signUp(call)
    const org = await newOrg(call, owner.token)
    await call(`PUT /orgs/${org.id}/plan`, { token: owner.token, body: { plan: 'pro' } })
    const member = await newMember(call, owner, org, 'moderator')
    expect(await current(session(member), ` ${org.id} `)).toEqual({
      orgId: uuidOf(org),
      plan: 'pro',
      memberRole: 'moderator',
    })
  })

  it('is not there for who does not belong to it', async () => {
    const owner = await signUp(call)
    const org = await newOrg(call, owner.token)
    const stranger = await signUp(call)
    await expect(current(session(stranger), org.id)).rejects.toMatchObject(missing)
    await expect(current(session(stranger, 'moderator'), org.id)).rejects.toMatchObject(missing)
  })

  it('is not there any more for who has left', async () => {
    const owner = await signUp(call)
    const org = await newOrg(call, owner.token)
    const member = await newMember(call, owner, org, 'admin')
    await call(`DELETE /orgs/${org.id}/members/${member.profile.id}`, { token: member.token })
    await expect(current(session(member), org.id)).rejects.toMatchObject(missing)
  })

  it('is that of the key, with what its maker is there, whatever the header names', async () => {
    const owner = await signUp(call)
    const [org, other] = [await newOrg(call, owner.token), await newOrg(call, owner.token)]
    expect(await current(key(owner, org), other.id)).toEqual({
      orgId: uuidOf(org),
      plan: 'starter',
      memberRole: 'admin',
    })
  })

  it('is any one for a platform admin with a session, as its owner', async () => {
    const owner = await signUp(call)
    const org = await newOrg(call, owner.token)
    const admin = await signUp(call)
    const found = { orgId: uuidOf(org), plan: 'starter', memberRole: 'owner' }
    expect(await current(session(admin, 'admin'), org.id)).toEqual(found)
    const own = await ownOrg(call, admin.token)
    expect(await current(session(admin, 'admin'))).toMatchObject({ orgId: uuidOf(own) })
  })

  it.each([
    '',
    'org_',
    'org_x',
    '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d',
    'org_0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d',
  ])('is not there when X-Org-Id is %j', async (header) => {
    const user = await signUp(call)
    await expect(current(session(user), header)).rejects.toMatchObject(missing)
  })

  it('is nobody without a credential', async () => {
    await expect(current({ kind: 'anonymous' })).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
