import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { newMember, newOrg, ownOrg } from '../../support/orgs.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const change = (org: { id: string }, of: TestUser, role: unknown, by: TestUser) =>
  call(`PATCH /orgs/${org.id}/members/${of.profile.id}`, { token: by.token, body: { role } })

async function world() {
  const owner = await signUp(call)
  const org = await newOrg(call, owner.token)
  const [admin, member] = [
    await newMember(call, owner, org, 'admin'),
    await newMember(call, owner, org, 'member'),
  ]
  return { owner, org, admin, member }
}

describe('PATCH /orgs/{id}/members/{user_id}', () => {
  it('gives a member another role, which holds at the next call', async () => {
    const { owner, org, member } = await world()
    const { status, body } = await change(org, member, 'admin', owner)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      user_id: member.profile.id,
      username: member.profile.username,
      role: 'admin',
    })
    expect((await call(`GET /orgs/${org.id}/api-settings`, { token: member.token })).status).toBe(200)
    await change(org, member, 'moderator', owner)
    expect((await call(`GET /orgs/${org.id}/api-settings`, { token: member.token })).status).toBe(403)
  })

  it('changes nothing when it is the same role, and says so by the member', async () => {
    const { owner, org, member } = await world()
    const { status, body } = await change(org, member, 'member', owner)
    expect([status, body.role]).toEqual([200, 'member'])
  })

  it('lets admins change everybody but owners, and make nobody one', async () => {
    const { owner, org, admin, member } = await world()
    expect((await change(org, member, 'moderator', admin)).status).toBe(200)
    expect((await change(org, member, 'owner', admin)).status).toBe(403)
    expect((await change(org, owner, 'member', admin)).status).toBe(403)
    expect((await change(org, admin, 'owner', admin)).status).toBe(403)
  })

  it('lets nobody give themselves more', async () => {
    const { org, member } = await world()
    expect((await change(org, member, 'admin', member)).status).toBe(403)
  })

  it('leaves an organisation its last owner', async () => {
    const { owner, org, member } = await world()
    const { status, body } = await change(org, owner, 'admin', owner)
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    await change(org, member, 'owner', owner)
    expect((await change(org, owner, 'admin', owner)).status).toBe(200)
    expect((await change(org, member, 'admin', member)).status).toBe(409)
  })

  it('leaves one of two owners who step down at once', async () => {
    const { owner, org, member } = await world()
    await change(org, member, 'owner', owner)
    const answers = await Promise.all([
      change(org, owner, 'member', owner),
      change(org, member, 'member', member),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('leaves one of two owners who take it from each other at once', async () => {
    const { owner, org, member } = await world()
    await change(org, member, 'owner', owner)
    const answers = await Promise.all([
      change(org, owner, 'member', member),
      change(org, member, 'member', owner),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
  })

  it('keeps people owners of what is their own, whoever else is', async () => {
    const host = await signUp(call)
    const own = await ownOrg(call, host.token)
    const guest = await newMember(call, host, own, 'owner')
    expect((await change(own, host, 'member', guest)).status).toBe(409)
    expect((await change(own, guest, 'member', guest)).status).toBe(200)
  })

  it('finds no member who is none', async () => {
    const { owner, org } = await world()
    const stranger = await signUp(call)
    const { status, body } = await change(org, stranger, 'member', owner)
    expect([status, body.error.message]).toEqual([404, 'Member not found.'])
  })

  it('finds no member by what is no id', async () => {
    const { owner, org } = await world()
    for (const [, id] of ODD_PATHS) {
      const request = `PATCH /orgs/${org.id}/members/${id}` as const
      const { status } = await call(request, { token: owner.token, body: { role: 'member' } })
      expect([400, 404]).toContain(status)
    }
  })

  it.each([undefined, null, '', 'OWNER', 'guest', {}])('refuses the role %j', async (role) => {
    const { owner, org, member } = await world()
    expect((await change(org, member, role, owner)).status).toBe(422)
  })
})
