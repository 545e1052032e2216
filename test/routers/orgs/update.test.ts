import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newMember, newOrg, ownOrg } from '../../support/orgs.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

describe('PATCH /orgs/{id}', () => {
  it('renames the organisation and keeps its slug', async () => {
    const { token } = await signUp(call)
    const org = await newOrg(call, token)
    const { status, body } = await call(`PATCH /orgs/${org.id}`, {
      token,
      body: { name: ' New\u0000 name ' },
    })
    expect([status, body]).toEqual([200, { ...org, name: 'New name' }])
    expect((await call(`GET /orgs/${org.id}`, { token })).body).toEqual(body)
  })

  it('answers an admin with the role of an admin', async () => {
    const owner = await signUp(call)
    const org = await newOrg(call, owner.token)
    const { token } = await newMember(call, owner, org, 'admin')
    const { body } = await call(`PATCH /orgs/${org.id}`, { token, body: { name: 'By its admin' } })
    expect(body).toEqual({ ...org, name: 'By its admin', role: 'admin' })
  })

  it('renames the personal one as well, which stays the first in the list', async () => {
    const { token } = await signUp(call)
    const own = await ownOrg(call, token)
    await newOrg(call, token, 'aaa')
    await call(`PATCH /orgs/${own.id}`, { token, body: { name: 'zzz' } })
    expect(await ownOrg(call, token)).toEqual({ ...own, name: 'zzz' })
  })

  it.each([{}, { name: null }, { name: '' }, { name: 'x'.repeat(101) }, { name: 5 }, { title: 'x' }])(
    'refuses %j',
    async (body) => {
      const { token } = await signUp(call)
      const own = await ownOrg(call, token)
      const answer = await call(`PATCH /orgs/${own.id}`, { token, body })
      expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
    },
  )

  it('changes nothing but the name', async () => {
    const { token } = await signUp(call)
    const org = await newOrg(call, token)
    const body = { name: 'Other', slug: 'taken', plan: 'sovereign', role: 'member', id: 'org_x' }
    expect((await call(`PATCH /orgs/${org.id}`, { token, body })).body).toEqual({ ...org, name: 'Other' })
  })
})
