import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { daysBefore, downloadedOn } from '../../support/downloads.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin, newVersion, reactivatePlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const TODAY = '2026-03-06'
const app = testApp({ services: { clock: { now: () => new Date(`${TODAY}T12:00:00Z`) } } })
const call = callerOf(app)

let author: TestUser
beforeAll(async () => {
  author = await signUp(call)
})

const ago = (days: number) => daysBefore(TODAY, days)
const stats = async (slug: string) => (await call(`GET /plugins/${slug}/download-stats`)).body

describe('GET /plugins/{slug}/download-stats', () => {
  it('tells anybody of a plugin that nobody has downloaded', async () => {
    const { slug } = await newPlugin(call, author.token)
    const { status, body } = await call(`GET /plugins/${slug}/download-stats?periods=1`)
    expect(status).toBe(200)
    expect(body).toEqual({
      plugin_slug: slug,
      total_downloads: 0,
      downloads_last_30_days: 0,
      downloads_last_7_days: 0,
      downloads_trend_percent: 0,
      chart: [{ period: '2026-W10', downloads: 0 }],
      by_version: [],
    })
  })

  it('counts a download as soon as it is answered', async () => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    await Promise.all([1, 2, 3].map(() => call(`GET /plugins/${slug}/versions/1.0.0`)))
    expect(await stats(slug)).toMatchObject({
      total_downloads: 3,
      downloads_last_30_days: 3,
      downloads_last_7_days: 3,
      downloads_trend_percent: 100,
      by_version: [{ version: '1.0.0', downloads: 3 }],
    })
  })

  it('has windows of 7 and 30 days that include today', async () => {
    const { id, slug } = await newPlugin(call, author.token)
    await downloadedOn(app.current, id, { [TODAY]: 1, [ago(6)]: 2, [ago(7)]: 4, [ago(29)]: 8, [ago(30)]: 16 })
    expect(await stats(slug)).toMatchObject({
      total_downloads: 31,
      downloads_last_7_days: 3,
      downloads_last_30_days: 15,
    })
  })

  it.each([
    ['more', { 0: 115, 30: 100 }, 15],
    ['a third more', { 29: 4, 59: 3 }, 33.3],
    ['a sixth less', { 0: 5, 30: 6 }, -16.7],
    ['as many', { 0: 7, 59: 7 }, 0],
    ['none any more', { 30: 7 }, -100],
    ['all of them new', { 0: 1 }, 100],
    ['all of them older than both windows', { 60: 50 }, 0],
    ['a thousand times as many', { 0: 3000, 30: 3 }, 99_900],
  ])('has the trend of the last 30 days against the 30 before: %s', async (_, history, trend) => {
    const { id, slug } = await newPlugin(call, author.token)
    const days = Object.entries(history).map(([days, downloads]) => [ago(Number(days)), downloads])
    await downloadedOn(app.current, id, Object.fromEntries(days))
    // A chart of one day: the windows do not depend on it.
    const { body } = await call(`GET /plugins/${slug}/download-stats?granularity=daily&periods=1`)
    expect(body.downloads_trend_percent).toBe(trend)
  })

  it('lists every version, most downloaded first, then the newest', async () => {
    const { slug } = await newPlugin(call, author.token)
    const published: Record<string, string> = {}
    for (const version of ['1.0.0', '1.1.0', '2.0.0', '3.0.0']) {
      published[version] = (await newVersion(call, author.token, slug, { version })).published_at
    }
    for (const version of ['2.0.0', '2.0.0', '1.0.0', '1.1.0'])
      await call(`GET /plugins/${slug}/versions/${version}`)
    await call(`PATCH /plugins/${slug}/versions/2.0.0/yank`, { token: author.token, body: { yanked: true } })
    expect((await stats(slug)).by_version).toEqual([
      { version: '2.0.0', downloads: 2, published_at: published['2.0.0'] },
      { version: '1.1.0', downloads: 1, published_at: published['1.1.0'] },
      { version: '1.0.0', downloads: 1, published_at: published['1.0.0'] },
      { version: '3.0.0', downloads: 0, published_at: published['3.0.0'] },
    ])
  })

  it('stays exact beyond 32 bits', async () => {
    const { id, slug } = await newPlugin(call, author.token)
    await downloadedOn(app.current, id, { [TODAY]: 3_000_000_000, [ago(1)]: 3_000_000_000 })
    expect(await stats(slug)).toMatchObject({ total_downloads: 6e9, downloads_last_7_days: 6e9 })
  })

  it('is 404 for a plugin that is deleted, deactivated or not there, for its author too', async () => {
    const plugin = await newPlugin(call, author.token)
    const statuses = async (slug: string) => [
      (await call(`GET /plugins/${slug}/download-stats`)).status,
      (await call(`GET /plugins/${slug}/download-stats`, { token: author.token })).status,
    ]
    await deactivatePlugin(app.current, plugin.slug)
    expect(await statuses(plugin.slug)).toEqual([404, 404])
    await reactivatePlugin(app.current, plugin.slug)
    expect(await statuses(plugin.slug)).toEqual([200, 200])
    await call(`DELETE /plugins/${plugin.slug}`, { token: author.token })
    expect(await statuses(plugin.slug)).toEqual([404, 404])
    expect(await statuses('no-such-plugin')).toEqual([404, 404])
  })

  it.each(ODD_PATHS)('is 404 for %s in place of the slug', async (_, slug) => {
    expect([400, 404]).toContain((await call(`GET /plugins/${slug}/download-stats`)).status)
  })

  it('is for any key, and refuses a credential that is not good', async () => {
    const { slug } = await newPlugin(call, author.token)
    const key = await newKey(call, author.token)
    expect((await withKey(call, key, `GET /plugins/${slug}/download-stats`)).status).toBe(200)
    expect((await call(`GET /plugins/${slug}/download-stats`, { token: 'forged' })).status).toBe(401)
  })
})
