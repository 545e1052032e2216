import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newMember, newOrg, ownOrg } from '../../support/orgs.ts'
import { signUp, uniqueName } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

describe('GET /orgs', () => {
  it('shows everybody one organisation of their own from registration on', async () => {
    const { token } = await signUp(call, { username: 'Rust_Craft-Dev' })
    expect((await call('GET /orgs', { token })).body).toEqual({
      data: [
        {
          id: expect.stringMatching(/^org_/),
          name: 'Rust_Craft-Dev',
          slug: 'rust-craft-dev',
          plan: 'starter',
          role: 'owner',
          created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
        },
      ],
      page: 1,
      per_page: 20,
      total: 1,
    })
  })

  it('gives two people whose names make the same slug different ones', async () => {
    const name = uniqueName('a')
    const [one, other] = [
      await signUp(call, { username: name }),
      await signUp(call, { username: name.replace('-', '_') }),
    ]
    expect((await ownOrg(call, one.token)).slug).toBe(name)
    expect((await ownOrg(call, other.token)).slug).toMatch(new RegExp(`^${name}-[0-9a-f]{8}$`))
  })

  it("has the caller's own first, then the others by name without regard to case", async () => {
    const { token, profile } = await signUp(call)
    for (const name of ['beta', 'Alpha', 'alpha 2']) await newOrg(call, token, name)
    const { body } = await call('GET /orgs', { token })
    const names = body.data.map(({ name }: { name: string }) => name)
    expect(names).toEqual([profile.username, 'Alpha', 'alpha 2', 'beta'])
  })

  it('shows the organisations others made the caller a member of, with the role', async () => {
    const owner = await signUp(call)
    const org = await newOrg(call, owner.token)
    const member = await newMember(call, owner, org, 'moderator')
    const { body } = await call('GET /orgs', { token: member.token })
    expect(body.total).toBe(2)
    expect(body.data[1]).toEqual({ ...org, role: 'moderator' })
  })

  it('neither shows nor counts the organisations of others', async () => {
    const other = await signUp(call)
    await newOrg(call, other.token)
    const { token } = await signUp(call)
    expect((await call('GET /orgs', { token })).body.total).toBe(1)
  })

  it('comes in pages that neither skip nor repeat', async () => {
    const { token } = await signUp(call)
    const made = await Promise.all(Array.from({ length: 6 }, () => newOrg(call, token, 'The same name')))
    const pages = await Promise.all(
      [1, 2, 3, 4, 5].map((page) => call(`GET /orgs?page=${page}&per_page=2`, { token })),
    )
    expect(pages.map(({ body }) => [body.data.length, body.total])).toEqual([
      [2, 7],
      [2, 7],
      [2, 7],
      [1, 7],
      [0, 7],
    ])
    const ids = pages.flatMap(({ body }) => body.data.map(({ id }: { id: string }) => id))
    expect(ids.slice(1).sort()).toEqual(made.map(({ id }) => id).sort())
  })

  it.each(['page=0', 'page=-1', 'page=x', 'per_page=0', 'per_page=101', 'page=1e3', 'page=2147483648'])(
    'refuses %s',
    async (query) => {
      const { token } = await signUp(call)
      expect((await call(`GET /orgs?${query}`, { token })).status).toBe(422)
    },
  )
})
