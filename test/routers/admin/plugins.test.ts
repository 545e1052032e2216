import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newPlugin, newVersion, uniquePluginName } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let staff: TestUser
beforeAll(async () => {
  author = await signUp(call)
  staff = await signUp(call)
  await grantRole(app.current, staff.profile.id, 'moderator')
})

const decide = (verb: 'deactivate' | 'reactivate', id: string, { token } = staff, body: object = {}) =>
  call(`POST /admin/plugins/${id}/${verb}`, { token, body })
const list = (query = '', { token } = staff) => call(`GET /admin/plugins${query}`, { token })

describe('deactivating a plugin', () => {
  it('takes it out of everything public, and reactivating brings it back', async () => {
    const { id, slug, name } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    expect((await decide('deactivate', id)).body).toEqual({ message: 'Plugin deactivated' })
    const paths = [
      `/plugins/${slug}`,
      `/plugins/${slug}/versions`,
      `/plugins/${slug}/versions/1.0.0`,
    ] as const
    for (const path of paths) expect((await call(`GET ${path}`)).status).toBe(404)
    expect((await call(`GET /plugins/${slug}`, { token: author.token })).status).toBe(404)
    expect((await call('GET /plugins?per_page=100')).body.data).not.toContainEqual(
      expect.objectContaining({ id }),
    )
    expect((await list(`?search=${encodeURIComponent(name)}`)).body.data).toMatchObject([
      { id, is_active: false },
    ])
    expect((await decide('reactivate', id)).body).toEqual({ message: 'Plugin reactivated' })
    for (const path of paths) expect((await call(`GET ${path}`)).status).toBe(200)
  })

  it('is audited with its reason, announced, and told to the author', async () => {
    const { id, name } = await newPlugin(call, author.token)
    await decide('deactivate', id, staff, { reason: 'policy violation' })
    await decide('reactivate', id)
    const logs = (await call(`GET /admin/audit-logs?target_id=${id}`, { token: staff.token })).body.data
    expect(logs).toMatchObject([
      { action: 'plugin.reactivate', actor_username: staff.profile.username, target_type: 'plugin' },
      { action: 'plugin.deactivate', details: { plugin_name: name, reason: 'policy violation' } },
    ])
    const events = await execute(
      app.current,
      `select type from outbox_events where data->>'pluginId' = ? order by seq`,
      [id],
    )
    expect(events.map(({ type }) => type)).toEqual([
      'plugin.created',
      'plugin.deactivated',
      'plugin.reactivated',
    ])
    const { notifications } = (await call('GET /notifications', { token: author.token })).body
    expect(notifications.slice(0, 2)).toMatchObject([
      { kind: 'plugin_reactivated' },
      { kind: 'plugin_deactivated', body: 'policy violation', link: null },
    ])
  })

  it('happens once when twenty do it at once', async () => {
    const { id } = await newPlugin(call, author.token)
    for (const verb of ['deactivate', 'reactivate'] as const) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => decide(verb, id)))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    }
  })

  it('never brings back what its author deleted, in whatever order', async () => {
    const first = await newPlugin(call, author.token)
    await decide('deactivate', first.id)
    await call(`DELETE /plugins/${first.slug}`, { token: author.token })
    expect((await decide('reactivate', first.id)).status).toBe(404)
    const second = await newPlugin(call, author.token)
    await call(`DELETE /plugins/${second.slug}`, { token: author.token })
    expect((await decide('deactivate', second.id)).status).toBe(404)
    expect((await call(`GET /plugins/${first.slug}`)).status).toBe(404)
  })

  it('is for staff', async () => {
    const { id } = await newPlugin(call, author.token)
    for (const verb of ['deactivate', 'reactivate'] as const) {
      expect((await decide(verb, id, author)).status).toBe(403)
      expect((await call(`POST /admin/plugins/${id}/${verb}`)).status).toBe(401)
      expect((await decide(verb, '0198f2a5-1111-7222-8333-444455556666')).status).toBe(404)
      expect((await decide(verb, 'x')).status).toBe(404)
    }
    expect((await decide('deactivate', id, staff, { reason: 'x'.repeat(1001) })).status).toBe(422)
  })
})

describe('GET /admin/plugins', () => {
  it('finds a part of the name, literally and in any case', async () => {
    const name = uniquePluginName('Under_Score')
    const { id } = await newPlugin(call, author.token, { name })
    await newPlugin(call, author.token, { name: uniquePluginName('UnderXScore') })
    const found = (await list('?search=under_score')).body
    expect(found).toMatchObject({ page: 1, per_page: 20, total: 1, data: [{ id, name, is_active: true }] })
    expect((await list('?search=%25')).body.total).toBe(0)
    expect((await list('?search=%5C')).body.total).toBe(0)
  })

  it('leaves out what was deleted, and shows the newest first, a page at a time', async () => {
    const [older, newer] = [await newPlugin(call, author.token), await newPlugin(call, author.token)]
    const gone = await newPlugin(call, author.token)
    await call(`DELETE /plugins/${gone.slug}`, { token: author.token })
    const ids = (await list('?per_page=2')).body.data.map(({ id }: { id: string }) => id)
    expect(ids).toEqual([newer.id, older.id])
    expect((await list('?page=2147483647')).body.data).toEqual([])
  })

  it.each(['?page=0', '?per_page=101', `?search=${'x'.repeat(101)}`])('refuses %s', async (query) => {
    expect((await list(query)).status).toBe(422)
  })

  it('is for staff', async () => {
    expect((await list('', author)).status).toBe(403)
    expect((await call('GET /admin/plugins')).status).toBe(401)
  })
})

describe('GET /admin/stats', () => {
  it('counts users and plugins, without what was deleted', async () => {
    const stats = async () => (await call('GET /admin/stats', { token: staff.token })).body
    const before = await stats()
    const [active, inactive, deleted] = await Promise.all([1, 2, 3].map(() => newPlugin(call, author.token)))
    await decide('deactivate', inactive.id)
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    await signUp(call)
    const after = await stats()
    expect(after).toMatchObject({
      user_count: before.user_count + 1,
      plugin_count: before.plugin_count + 2,
      active_plugin_count: before.active_plugin_count + 1,
    })
    expect(after.recent_audit_logs[0]).toMatchObject({
      action: 'plugin.deactivate',
      target_id: inactive.id,
    })
    expect(after.recent_audit_logs.length).toBeLessThanOrEqual(10)
    expect(active.id).toBeDefined()
    expect((await call('GET /admin/stats', { token: author.token })).status).toBe(403)
  })
})

describe('GET /admin/audit-logs', () => {
  it('is exported by cursor without a gap while new entries arrive', async () => {
    const { id } = await newPlugin(call, author.token)
    const read = async (query: string) =>
      (await call(`GET /admin/audit-logs${query}`, { token: staff.token })).body
    for (const verb of ['deactivate', 'reactivate', 'deactivate', 'reactivate'] as const)
      await decide(verb, id)
    const all = (await read('?per_page=100')).data.map((log: { id: string }) => log.id)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await read(`?per_page=3${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...page.data.map((log: { id: string }) => log.id))
      cursor = page.next_cursor
      await decide('deactivate', id)
      await decide('reactivate', id)
    } while (cursor && seen.length < 200)
    expect(seen).toEqual(all)
  })

  it('is filtered, and for staff alone', async () => {
    const { status, body } = await call('GET /admin/audit-logs?action=plugin.reactivate&page=1', {
      token: staff.token,
    })
    expect(status).toBe(200)
    expect(body.data.every(({ action }: { action: string }) => action === 'plugin.reactivate')).toBe(true)
    expect(body.total).toBeGreaterThan(0)
    expect((await call('GET /admin/audit-logs', { token: author.token })).status).toBe(403)
    expect((await call('GET /admin/audit-logs?cursor=x', { token: staff.token })).status).toBe(422)
  })
})
