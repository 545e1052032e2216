import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { daysBefore, downloadedOn } from '../../support/downloads.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { deactivatePlugin, newPlugin, newVersion, reactivatePlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const TODAY = '2026-03-06'
const app = testApp({ services: { clock: { now: () => new Date(`${TODAY}T12:00:00Z`) } } })
const call = callerOf(app)

const ago = (days: number) => daysBefore(TODAY, days)
const stats = async (token: string, query = '') =>
  (await call(`GET /dashboard/stats${query}`, { token })).body
const ENDPOINTS = ['GET /dashboard/stats', 'GET /dashboard/downloads'] as const

describe('GET /dashboard/stats', () => {
  it('is all zeros for somebody without plugins', async () => {
    const { token } = await signUp(call)
    const { status, body } = await call('GET /dashboard/stats?periods=2', { token })
    expect(status).toBe(200)
    expect(body).toEqual({
      total_plugins: 0,
      total_downloads: 0,
      downloads_last_30_days: 0,
      downloads_last_7_days: 0,
      downloads_trend_percent: 0,
      most_downloaded_plugin: null,
      recent_downloads: [
        { period: '2026-W09', downloads: 0 },
        { period: '2026-W10', downloads: 0 },
      ],
    })
  })

  it('adds up the plugins of the caller and nobody else’s', async () => {
    const [author, other] = [await signUp(call), await signUp(call)]
    const small = await newPlugin(call, author.token)
    const large = await newPlugin(call, author.token)
    const foreign = await newPlugin(call, other.token)
    await downloadedOn(app.current, small.id, { [TODAY]: 1, [ago(30)]: 10 })
    await downloadedOn(app.current, large.id, { [TODAY]: 2, [ago(7)]: 20, [ago(300)]: 200 })
    await downloadedOn(app.current, foreign.id, { [TODAY]: 5000 })
    expect(await stats(author.token, '?periods=2')).toEqual({
      total_plugins: 2,
      total_downloads: 233,
      downloads_last_30_days: 23,
      downloads_last_7_days: 3,
      downloads_trend_percent: 130,
      most_downloaded_plugin: { name: large.name, slug: large.slug, downloads_total: 222 },
      recent_downloads: [
        { period: '2026-W09', downloads: 20 },
        { period: '2026-W10', downloads: 3 },
      ],
    })
  })

  it('counts a download as soon as it is answered', async () => {
    const { token } = await signUp(call)
    const { slug } = await newPlugin(call, token)
    await newVersion(call, token, slug)
    await call(`GET /plugins/${slug}/versions/1.0.0`)
    const { total_downloads, recent_downloads } = await stats(token)
    expect([total_downloads, recent_downloads.at(-1)]).toEqual([1, { period: '2026-W10', downloads: 1 }])
  })

  it('leaves out what was deleted or deactivated, in each of its numbers', async () => {
    const { token } = await signUp(call)
    const [kept, top] = [await newPlugin(call, token), await newPlugin(call, token)]
    await downloadedOn(app.current, kept.id, { [TODAY]: 1 })
    await downloadedOn(app.current, top.id, { [TODAY]: 100 })
    const both = await stats(token)
    expect(both.total_downloads).toBe(101)
    const withoutTop = {
      total_plugins: 1,
      total_downloads: 1,
      downloads_last_30_days: 1,
      downloads_last_7_days: 1,
      most_downloaded_plugin: { slug: kept.slug, downloads_total: 1 },
    }
    await deactivatePlugin(app.current, top.slug)
    expect(await stats(token)).toMatchObject(withoutTop)
    await reactivatePlugin(app.current, top.slug)
    expect(await stats(token)).toEqual(both)
    await call(`DELETE /plugins/${top.slug}`, { token })
    expect(await stats(token)).toMatchObject(withoutTop)
    expect((await stats(token)).recent_downloads.at(-1).downloads).toBe(1)
  })

  it('names the oldest of several plugins with as many downloads', async () => {
    const { token } = await signUp(call)
    const plugins = []
    for (const _ of [1, 2, 3]) plugins.push(await newPlugin(call, token))
    for (const { id } of plugins.slice(1)) await downloadedOn(app.current, id, { [TODAY]: 7 })
    expect((await stats(token)).most_downloaded_plugin.slug).toBe(plugins[1].slug)
  })
})

describe('GET /dashboard/downloads', () => {
  it('is the chart of the dashboard, alone', async () => {
    const { token } = await signUp(call)
    for (const days of [0, 10, 40]) {
      const { id } = await newPlugin(call, token)
      await downloadedOn(app.current, id, { [ago(days)]: 1 + days, [ago(1)]: 5 })
    }
    for (const query of ['', '?granularity=daily&periods=41', '?granularity=monthly&periods=3']) {
      const { status, body } = await call(`GET /dashboard/downloads${query}`, { token })
      expect(status).toBe(200)
      expect(body).toEqual((await stats(token, query)).recent_downloads)
    }
    const { body } = await call('GET /dashboard/downloads?granularity=monthly&periods=3', { token })
    expect(body).toEqual([
      { period: '2026-01', downloads: 41 },
      { period: '2026-02', downloads: 11 },
      { period: '2026-03', downloads: 16 },
    ])
  })
})

describe.each(ENDPOINTS)('%s', (endpoint) => {
  it('is for people who are signed in and for keys that may read', async () => {
    const { token, cookie } = await signUp(call)
    const [reader, publisher] = [
      await newKey(call, token, { permissions: ['read'] }),
      await newKey(call, token, { permissions: ['publish', 'upload', 'write'] }),
    ]
    expect((await call(endpoint)).status).toBe(401)
    expect((await call(endpoint, { token: 'forged' })).status).toBe(401)
    expect((await call(endpoint, { token })).status).toBe(200)
    expect((await call(endpoint, { cookie })).status).toBe(200)
    expect((await withKey(call, reader, endpoint)).status).toBe(200)
    const { status, body } = await withKey(call, publisher, endpoint)
    expect([status, body.error.code, body.error.required_scope]).toEqual([403, 'insufficient_scope', 'read'])
  })

  it('shows a key what the person who made it sees', async () => {
    const { token } = await signUp(call)
    const { id } = await newPlugin(call, token)
    await downloadedOn(app.current, id, { [TODAY]: 9 })
    const key = await newKey(call, token, { permissions: ['read'] })
    const { body } = await withKey(call, key, endpoint)
    expect(body).toEqual((await call(endpoint, { token })).body)
    expect(JSON.stringify(body)).toContain('"downloads":9')
  })

  it.each([
    'periods=0',
    'periods=53',
    'periods=-1',
    'periods=2147483648',
    'periods=1.5',
    'periods=1e1x',
    'periods=twelve',
    'periods=',
    'granularity=hourly',
    'granularity=Weekly',
    'granularity=',
    'granularity=%00',
    "granularity=week'--",
    'granularity=__proto__',
    `granularity=${'a'.repeat(5000)}`,
  ])('answers 422 to %s', async (query) => {
    const { token } = await signUp(call)
    const { status, body } = await call(`${endpoint}?${query}`, { token })
    expect([status, body.error.code]).toEqual([422, 'validation_failed'])
    expect(body.error.issues[0].path).toBe(query.split('=')[0])
  })
})

describe('GET /plugins/{slug}/download-stats', () => {
  it.each(['periods=0', 'periods=53', 'granularity=yearly'])('answers 422 to %s', async (query) => {
    const { token } = await signUp(call)
    const { slug } = await newPlugin(call, token)
    expect((await call(`GET /plugins/${slug}/download-stats?${query}`)).status).toBe(422)
  })
})
