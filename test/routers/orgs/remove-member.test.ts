import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey } from '../../support/keys.ts'
import { newMember, newOrg, ownOrg } from '../../support/orgs.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const remove = (org: { id: string }, who: TestUser, by: TestUser) =>
  call(`DELETE /orgs/${org.id}/members/${who.profile.id}`, { token: by.token })

async function world() {
  const owner = await signUp(call)
  return { owner, org: await newOrg(call, owner.token) }
}

describe('DELETE /orgs/{id}/members/{user_id}', () => {
  it('ends a membership at once, and has no answer', async () => {
    const { owner, org } = await world()
    const member = await newMember(call, owner, org, 'member')
    const { status, body } = await remove(org, member, owner)
    expect([status, body.length]).toEqual([204, 0])
    expect((await call(`GET /orgs/${org.id}`, { token: member.token })).status).toBe(404)
    expect((await call('GET /orgs', { token: member.token })).body.total).toBe(1)
    expect((await call(`GET /orgs/${org.id}/members`, { token: owner.token })).body.total).toBe(1)
    expect((await remove(org, member, owner)).status).toBe(404)
  })

  it('ends the API keys that the member has for the organisation, and no others', async () => {
    const { owner, org } = await world()
    const member = await newMember(call, owner, org, 'member')
    const theirs = await newKey(call, member.token, { org_id: org.id })
    const own = await newKey(call, member.token)
    const use = ({ key }: { key: string }) =>
      call('POST /plugins', { headers: { 'x-api-key': key }, body: {} }).then(({ status }) => status)
    expect([await use(theirs), await use(own)]).toEqual([422, 422])
    await remove(org, member, owner)
    expect([await use(theirs), await use(own)]).toEqual([401, 422])
  })

  it('lets somebody who was removed come back', async () => {
    const { owner, org } = await world()
    const member = await newMember(call, owner, org, 'admin')
    await remove(org, member, owner)
    const body = { user_id: member.profile.id, role: 'member' }
    expect((await call(`POST /orgs/${org.id}/members`, { token: owner.token, body })).status).toBe(201)
    expect((await call(`GET /orgs/${org.id}`, { token: member.token })).body.role).toBe('member')
  })

  it.each(['admin', 'moderator', 'member'] as const)('lets a member with the role %s leave', async (role) => {
    const { owner, org } = await world()
    const member = await newMember(call, owner, org, role)
    expect((await remove(org, member, member)).status).toBe(204)
  })

  it('takes an id in capital letters for the same', async () => {
    const { owner, org } = await world()
    const { profile, token } = await newMember(call, owner, org, 'member')
    const request = `DELETE /orgs/${org.id}/members/${profile.id.toUpperCase()}` as const
    expect((await call(request, { token })).status).toBe(204)
  })

  it('lets admins remove everybody but owners, and members nobody else', async () => {
    const { owner, org } = await world()
    const [admin, other] = [
      await newMember(call, owner, org, 'admin'),
      await newMember(call, owner, org, 'admin'),
    ]
    const member = await newMember(call, owner, org, 'member')
    expect((await remove(org, owner, admin)).status).toBe(403)
    expect((await remove(org, other, member)).status).toBe(403)
    expect((await remove(org, other, admin)).status).toBe(204)
    expect((await remove(org, member, admin)).status).toBe(204)
  })

  it('leaves an organisation its last owner', async () => {
    const { owner, org } = await world()
    await newMember(call, owner, org, 'admin')
    const { status, body } = await remove(org, owner, owner)
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    await newMember(call, owner, org, 'owner')
    expect((await remove(org, owner, owner)).status).toBe(204)
  })

  it('leaves one of two owners who leave at once', async () => {
    for (let round = 0; round < 3; round++) {
      const { owner, org } = await world()
      const other = await newMember(call, owner, org, 'owner')
      const answers = await Promise.all([remove(org, owner, owner), remove(org, other, other)])
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    }
  })

  it('leaves one of two owners who remove each other at once', async () => {
    const { owner, org } = await world()
    const other = await newMember(call, owner, org, 'owner')
    const answers = await Promise.all([remove(org, owner, other), remove(org, other, owner)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404])
  })

  it('keeps people in the organisation that is their own', async () => {
    const host = await signUp(call)
    const own = await ownOrg(call, host.token)
    const guest = await newMember(call, host, own, 'owner')
    expect((await remove(own, host, guest)).status).toBe(409)
    expect((await remove(own, host, host)).status).toBe(409)
    expect((await remove(own, guest, host)).status).toBe(204)
  })
})
