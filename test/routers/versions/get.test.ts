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

const get = (slug: string, version: string, token?: string) =>
  call(`GET /plugins/${slug}/versions/${version}`, { token })
const totalOf = async (slug: string) => (await call(`GET /plugins/${slug}`)).body.downloads_total
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)
const ascending = (a: number, b: number) => a - b

describe('GET /plugins/{slug}/versions/{version}', () => {
  it('answers anybody with the version and counts each request, this one included', async () => {
    const { slug } = await newPlugin(call, author.token)
    const published = await newVersion(call, author.token, slug, {
      changelog: 'First',
      pumpkin_version_max: '1.x',
    })
    for (const downloads of [1, 2, 3]) {
      const { status, body } = await get(slug, '1.0.0')
      expect(status).toBe(200)
      expect(body).toEqual({ ...published, downloads })
    }
    expect(await totalOf(slug)).toBe(3)
    expect((await call(`GET /plugins/${slug}/versions`)).body.versions[0].downloads).toBe(3)
  })

  it('counts 200 requests at once exactly and gives each its own number', async () => {
    const { id, slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    const answers = await Promise.all(upTo(200).map(() => get(slug, '1.0.0')))
    expect(answers.map(({ body }) => body.downloads).sort(ascending)).toEqual(upTo(200))
    expect(await totalOf(slug)).toBe(200)
    expect(await daysOf(id)).toBe(200)
  })

  it('counts two versions of one plugin at once, each by itself and both for the plugin', async () => {
    const { id, slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug, { version: '1.0.0' })
    await newVersion(call, author.token, slug, { version: '2.0.0' })
    const asked = upTo(200).map((i) => (i % 4 === 0 ? '2.0.0' : '1.0.0'))
    const answers = await Promise.all(asked.map((version) => get(slug, version)))
    for (const [version, count] of [
      ['1.0.0', 150],
      ['2.0.0', 50],
    ] as const) {
      const numbers = answers.filter(({ body }) => body.version === version).map(({ body }) => body.downloads)
      expect(numbers.sort(ascending)).toEqual(upTo(count))
    }
    expect(await totalOf(slug)).toBe(200)
    expect(await daysOf(id)).toBe(200)
  })

  it('never counts a HEAD, which answers as GET would', async () => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    const head = await call(`HEAD /plugins/${slug}/versions/1.0.0`)
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    await Promise.all(upTo(20).map(() => call(`HEAD /plugins/${slug}/versions/1.0.0`)))
    expect(await totalOf(slug)).toBe(0)
    expect((await get(slug, '1.0.0')).body.downloads).toBe(1)
    expect((await call(`HEAD /plugins/${slug}/versions/1.0.1`)).status).toBe(404)
  })

  it('counts nothing when nothing is found', async () => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    await get(slug, '1.0.1')
    expect(await totalOf(slug)).toBe(0)
  })

  it('finds a yanked version, flagged', async () => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    await call(`PATCH /plugins/${slug}/versions/1.0.0/yank`, { token: author.token, body: { yanked: true } })
    expect((await get(slug, '1.0.0')).body).toMatchObject({ is_yanked: true, downloads: 1 })
  })

  it('takes a version with build metadata, its plus sign encoded or not, by its exact text', async () => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug, { version: '1.0.0-rc.1+build.5' })
    expect((await get(slug, '1.0.0-rc.1+build.5')).body.downloads).toBe(1)
    expect((await get(slug, '1.0.0-rc.1%2Bbuild.5')).body.downloads).toBe(2)
    expect((await get(slug, '1.0.0-rc.1')).status).toBe(404)
    expect((await get(slug, '1.0.0-rc.1%2Bbuild.6')).status).toBe(404)
  })

  it('is 404 once the plugin is deleted or deactivated, for its author too', async () => {
    const deleted = await newPlugin(call, author.token)
    await newVersion(call, author.token, deleted.slug)
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    const deactivated = await newPlugin(call, author.token)
    await newVersion(call, author.token, deactivated.slug)
    await deactivatePlugin(app.current, deactivated.slug)
    for (const { slug } of [deleted, deactivated]) {
      expect((await get(slug, '1.0.0')).status).toBe(404)
      expect((await get(slug, '1.0.0', author.token)).status).toBe(404)
    }
  })

  it('does not find the version of another plugin', async () => {
    const { slug } = await newPlugin(call, author.token)
    const other = await newPlugin(call, author.token)
    await newVersion(call, author.token, other.slug)
    expect((await get(slug, '1.0.0')).status).toBe(404)
  })

  it.each([
    ['an unknown version', '9.9.9'],
    ['a leading v', 'v1.0.0'],
    ['a partial version', '1.0'],
    ['an x-range', '1.0.x'],
    ['the word latest', 'latest'],
    ['spaces around it', '%201.0.0%20'],
    ...ODD_PATHS,
  ])('is 404 for %s in place of the version', async (_, version) => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    expect([400, 404]).toContain((await get(slug, version)).status)
  })

  it.each([['an unknown slug', 'no-such-plugin'], ...ODD_PATHS])(
    'is 404 for %s in place of the slug',
    async (_, slug) => {
      expect([400, 404]).toContain((await get(slug, '1.0.0')).status)
    },
  )

  it('refuses a credential that is not good, and counts nothing', async () => {
    const { slug } = await newPlugin(call, author.token)
    await newVersion(call, author.token, slug)
    expect((await get(slug, '1.0.0', 'forged')).status).toBe(401)
    expect(await totalOf(slug)).toBe(0)
  })
})

async function daysOf(pluginId: string): Promise<number> {
  const sql = 'select sum(downloads)::int as downloads from plugin_download_days where plugin_id = ?'
  const [row] = await execute<{ downloads: number }>(app.current, sql, [pluginId])
  return row?.downloads ?? 0
}
