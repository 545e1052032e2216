import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { machO, type OwnRelease, ownRelease, pe, upload } from '../../support/binaries.ts'
import { type Answer, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { done, newStaff } from '../../support/moderation.ts'
import { newPlugin, newVersion } from '../../support/plugins.ts'
import { statementsOf } from '../../support/statements.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const other = testApp({ beside: app })
const call = callerOf(app)
const callOther = callerOf(other)
const sql = statementsOf(app)

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)
const ascending = (a: number, b: number) => a - b
const statuses = (answers: Answer[]) => [...new Set(answers.map(({ status }) => status))]
const linkTo = (path: OwnRelease['path'], platform = 'linux') =>
  `${path}/download?platform=${platform}` as const

async function stored(): Promise<OwnRelease> {
  const release = await ownRelease(call)
  await upload(call, release)
  return release
}

/** What the counters of a plugin say: of its versions, of itself, of its days. */
async function counted(slug: string): Promise<number[]> {
  const [row] = await execute<{ counted: number[] }>(
    app.current,
    `select array[
       (select sum(t.downloads) from version_totals t join versions v on v.id = t.version_id where v.plugin_id = p.id),
       (select downloads from plugin_totals where plugin_id = p.id),
       (select coalesce(sum(downloads), 0) from plugin_download_days where plugin_id = p.id)
     ]::int[] as counted from plugins p where slug = ?`,
    [slug],
  )
  return row?.counted ?? []
}

describe('what counts a download', () => {
  it('asks the database once, over REST and over RPC', async () => {
    const { slug, path } = await stored()
    const input = { slug, version: '1.0.0' }
    const rpc = (name: string, value: object) =>
      `//trpc/${name}?input=${encodeURIComponent(JSON.stringify(value))}`
    const requests = [
      path,
      linkTo(path),
      rpc('versions.get', input),
      rpc('binaries.download', { ...input, platform: 'linux' }),
    ]
    for (const [index, request] of requests.entries()) {
      const { statements, transaction } = await sql.during(async () => {
        expect((await call(`GET ${request}` as 'GET /')).status).toBe(200)
      })
      expect([request, statements.length, transaction]).toEqual([request, 1, []])
      expect(await counted(slug)).toEqual([index + 1, index + 1, index + 1])
    }
  })

  it.each([
    ['one plugin', 1],
    ['many plugins', 10],
  ])(
    'is counted exactly when 100 come at once for %s, by both ways and at two servers',
    async (_, plugins) => {
      const releases = await Promise.all(upTo(plugins).map(stored))
      const answers = await Promise.all(
        upTo(100).map(async (i) => {
          const release = releases[i % plugins] as OwnRelease
          const isLink = Math.floor(i / plugins) % 3 === 0
          const by = Math.floor(i / plugins) % 2 ? call : callOther
          const answer = await by(`GET ${isLink ? linkTo(release.path) : release.path}`)
          return { ...answer, slug: release.slug }
        }),
      )
      expect(statuses(answers)).toEqual([200])
      for (const { slug } of releases) {
        const each = 100 / plugins
        expect(await counted(slug)).toEqual([each, each, each])
        const numbers = answers.filter((answer) => answer.slug === slug).map(({ body }) => body.downloads)
        const told = numbers.filter((number) => number !== undefined)
        expect([new Set(told).size, Math.min(...told) >= 1, Math.max(...told) <= each]).toEqual([
          told.length,
          true,
          true,
        ])
      }
    },
  )

  it('adds up for a version of which several platforms are asked at once', async () => {
    const release = await stored()
    await upload(call, release, { platform: 'windows', bytes: pe, fileName: 'plugin.dll' })
    await upload(call, release, { platform: 'macos', bytes: machO, fileName: 'plugin.dylib' })
    const platforms = ['linux', 'windows', 'macos']
    const answers = await Promise.all(
      upTo(60).map((i) => call(`GET ${linkTo(release.path, platforms[i % 3])}`)),
    )
    expect(answers.map(({ body }) => body.platform)).toEqual(upTo(60).map((i) => platforms[i % 3]))
    expect(await counted(release.slug)).toEqual([60, 60, 60])
  })

  it('is only what is there: who asks at the same time for what is not gets 404 and counts nothing', async () => {
    const release = await stored()
    const without = await ownRelease(call)
    const gone = await stored()
    await call(`DELETE /plugins/${gone.slug}`, { token: gone.owner.token })
    const wrong = [
      '/plugins/no-such-plugin/versions/1.0.0',
      `/plugins/${release.slug}/versions/1.0.1`,
      `/plugins/${release.slug}/versions/1.0.0%2Bbuild`,
      gone.path,
      linkTo(gone.path),
      linkTo(release.path, 'macos'),
      linkTo(without.path),
    ]
    const [found, missed] = await Promise.all([
      Promise.all(upTo(20).map((i) => call(`GET ${i % 2 ? release.path : linkTo(release.path)}`))),
      Promise.all([...wrong, ...wrong, ...wrong].map((path) => call(`GET ${path}` as 'GET /'))),
    ])
    expect([statuses(found), statuses(missed)]).toEqual([[200], [404]])
    expect(await counted(release.slug)).toEqual([20, 20, 20])
    expect(await counted(without.slug)).toEqual([0, 0, 0])
    expect(await counted(gone.slug)).toEqual([0, 0, 0])
  })
})

describe('a plugin that its shadow-banned author alone sees', () => {
  let slug: string
  let path: OwnRelease['path']
  let token: string
  beforeAll(async () => {
    const author = await signUp(call)
    ;({ token } = author)
    ;({ slug } = await newPlugin(call, token))
    await newVersion(call, token, slug)
    path = `/plugins/${slug}/versions/1.0.0`
    await upload(call, { owner: author, path } as OwnRelease)
    await done(call, { token: (await newStaff(call, app.current)).token }, author, 'shadow_ban')
  })

  it('is there for them and counted by them, while others ask for it in vain', async () => {
    const stranger = await signUp(call)
    const seen = await stored()
    const ask = (count: number, asked: string, as?: string) =>
      Promise.all(upTo(count).map(() => call(`GET ${asked}` as 'GET /', { token: as })))
    const [own, links, anonymous, strangers, strangersLinks, public_] = await Promise.all([
      ask(20, path, token),
      ask(10, linkTo(path), token),
      ask(20, path),
      ask(20, path, stranger.token),
      ask(10, linkTo(path), stranger.token),
      ask(20, seen.path, token),
    ])
    expect([anonymous, strangers, strangersLinks].map(statuses)).toEqual([[404], [404], [404]])
    expect([own, links, public_].map(statuses)).toEqual([[200], [200], [200]])
    const numbers = own.map(({ body }) => body.downloads)
    expect([new Set(numbers).size, Math.max(...numbers) <= 30]).toEqual([20, true])
    expect(await counted(slug)).toEqual([30, 30, 30])
    expect(public_.map(({ body }) => body.downloads).sort(ascending)).toEqual(upTo(20))
    expect(await counted(seen.slug)).toEqual([20, 20, 20])
  })

  it('is not counted by their HEAD, nor for what it has not', async () => {
    const before = await counted(slug)
    for (const asked of [path, linkTo(path)]) {
      expect((await call(`HEAD ${asked}`, { token })).status).toBe(200)
      expect((await call(`HEAD ${asked}`)).status).toBe(404)
    }
    expect((await call(`GET ${linkTo(path, 'macos')}`, { token })).status).toBe(404)
    expect(await counted(slug)).toEqual(before)
  })
})
