import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin, newVersion } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
beforeAll(async () => {
  author = await signUp(call)
})

const list = (slug: string, token?: string) => call(`GET /plugins/${slug}/versions`, { token })
const namesOf = (versions: { version: string }[]) => versions.map(({ version }) => version)

describe('GET /plugins/{slug}/versions', () => {
  it('answers anybody with all versions, the newest publication first, whatever their numbers', async () => {
    const { slug } = await newPlugin(call, author.token)
    const published = []
    for (const version of ['2.0.0', '1.0.0', '10.0.0-beta.1', '1.0.1']) {
      published.push(await newVersion(call, author.token, slug, { version }))
    }
    const { status, body } = await list(slug)
    expect(status).toBe(200)
    expect(body).toEqual({ plugin_slug: slug, total: 4, versions: published.reverse() })
  })

  it('orders versions of one moment by id', async () => {
    const { id, slug } = await newPlugin(call, author.token)
    const published = []
    for (const version of ['0.1.0', '0.2.0', '0.3.0']) {
      published.push(await newVersion(call, author.token, slug, { version }))
    }
    await execute(app.current, `update versions set published_at = '2026-01-01Z' where plugin_id = ?`, [id])
    const expected = published.sort((a, b) => (a.id < b.id ? 1 : -1))
    expect(namesOf((await list(slug)).body.versions)).toEqual(namesOf(expected))
  })

  it('keeps yanked versions, flagged', async () => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    await call(`PATCH /plugins/${slug}/versions/1.0.0/yank`, { token: author.token, body: { yanked: true } })
    expect((await list(slug)).body).toMatchObject({
      total: 1,
      versions: [{ version: '1.0.0', is_yanked: true }],
    })
  })

  it('is empty for a plugin that has published nothing', async () => {
    const { slug } = await newPlugin(call, author.token)
    expect((await list(slug)).body).toEqual({ plugin_slug: slug, total: 0, versions: [] })
  })

  it('counts no download', async () => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    await list(slug)
    expect((await list(slug)).body.versions[0].downloads).toBe(0)
  })

  it('is 404 for a deleted or deactivated plugin, for its author too', async () => {
    const deleted = await newPlugin(call, author.token)
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    const deactivated = await newPlugin(call, author.token)
    await deactivatePlugin(app.current, deactivated.slug)
    for (const { slug } of [deleted, deactivated]) {
      expect((await list(slug)).status).toBe(404)
      expect((await list(slug, author.token)).status).toBe(404)
    }
  })

  it.each([['an unknown slug', 'no-such-plugin'], ...ODD_PATHS])('is 404 for %s', async (_, slug) => {
    expect([400, 404]).toContain((await list(slug)).status)
  })

  it('refuses a credential that is not good', async () => {
    const { slug } = await newPlugin(call, author.token)
    expect((await list(slug, 'forged')).status).toBe(401)
  })
})
