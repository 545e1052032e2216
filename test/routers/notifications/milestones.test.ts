import { beforeAll, describe, expect, it } from 'vitest'
import { countSeen } from '../../../src/domains/downloads/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { raiseTotal } from '../../support/downloads.ts'
import { execute } from '../../support/execute.ts'
import { deactivatePlugin, newPlugin, newVersion } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

let now = '2026-03-15T14:00:00Z'
const clock = { now: () => new Date(now) }
const app = testApp({ services: { clock } })
const other = testApp({ beside: app, services: { clock } })
const call = callerOf(app)
const callOther = callerOf(other)

let author: TestUser
beforeAll(async () => {
  author = await signUp(call)
})

/** A plugin of a new author with one version, downloaded so many times behind the counter's back. */
async function released(downloads = 0, owner?: TestUser) {
  const { token, profile } = owner ?? (await signUp(call))
  const { id, slug, name } = await newPlugin(call, token)
  const version = await newVersion(call, token, slug)
  if (downloads) await raiseTotal(app.current, id, downloads)
  return { id, slug, name, token, authorId: profile.id, versionId: version.id }
}

const download = (slug: string, by = call) => by(`GET /plugins/${slug}/versions/1.0.0`)
const told = async (token: string) =>
  (await call('GET /notifications?per_page=50', { token })).body.notifications
const titles = async (token: string) => (await told(token)).map(({ title }: { title: string }) => title)
const reached = (name: string, ...milestones: string[]) =>
  milestones.map((milestone) => `${name} reached ${milestone} downloads!`)

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('a milestone of downloads', () => {
  it('is told to the author in the words of the documentation, with the download that reaches it', async () => {
    const { token } = author
    const { id, slug } = await newPlugin(call, token, { name: 'Pumpkin Voice' })
    await newVersion(call, token, slug)
    await execute(
      app.current,
      'update plugin_totals set downloads = 998, next_milestone = 1000 where plugin_id = ?',
      [id],
    )
    await download(slug)
    expect(await told(token)).toEqual([])
    now = '2026-03-15T14:00:00.25Z'
    await download(slug)
    const notifications = await told(token)
    expect(notifications).toEqual([
      {
        id: expect.stringMatching(UUID_V7),
        kind: 'download_milestone',
        title: 'Pumpkin Voice reached 1,000 downloads!',
        body: 'Your plugin Pumpkin Voice has reached 1,000 total downloads. Congratulations!',
        link: '/plugins/pumpkin-voice',
        is_read: false,
        created_at: '2026-03-15T14:00:00.25Z',
      },
    ])
    const millis = Number.parseInt(notifications[0].id.replace('-', '').slice(0, 12), 16)
    expect(millis).toBe(Date.parse(now))
    await download(slug)
    expect(await told(token)).toEqual(notifications)
  })

  it.each([
    [9, '10'],
    [49, '50'],
    [99, '100'],
    [499, '500'],
    [999, '1,000'],
    [4_999, '5,000'],
    [9_999, '10,000'],
    [49_999, '50,000'],
    [99_999, '100,000'],
  ])('is told by the download after the %i-th: %s', async (before, milestone) => {
    const { id, slug, name, token } = await released(before - 1)
    await download(slug)
    const earlier = (await titles(token)).length
    await download(slug)
    const all = await titles(token)
    expect([all.length - earlier, all[0]]).toEqual([1, `${name} reached ${milestone} downloads!`])
    await raiseTotal(app.current, id, 1)
    await download(slug)
    expect(await titles(token)).toEqual(all)
  })

  it('is not told after the last one', async () => {
    const { id, slug, name, token } = await released(99_999)
    await download(slug)
    const all = ['100,000', '50,000', '10,000', '5,000', '1,000', '500', '100', '50', '10']
    expect(await titles(token)).toEqual(reached(name, ...all))
    await raiseTotal(app.current, id, 1_000_000)
    await download(slug)
    expect((await titles(token)).length).toBe(9)
  })

  it('is told when the count jumps over it, with all others it jumps over, the highest as the newest', async () => {
    const { slug, name, token } = await released(8)
    await download(slug)
    expect(await titles(token)).toEqual([])
    await execute(app.current, 'update plugin_totals set downloads = 700 where downloads = 9')
    await download(slug)
    await download(slug)
    expect(await titles(token)).toEqual(reached(name, '500', '100', '50', '10'))
  })

  it('is not told again when the count falls and rises', async () => {
    const { id, slug, name, token } = await released(9)
    await download(slug)
    await raiseTotal(app.current, id, -5)
    for (let i = 0; i < 10; i++) await download(slug)
    expect(await titles(token)).toEqual(reached(name, '10'))
  })
})

describe('milestones that are passed at once', () => {
  it('are told once each, whatever 150 downloads at two servers do', async () => {
    const { slug, name, token } = await released()
    await Promise.all(Array.from({ length: 150 }, (_, i) => download(slug, i % 2 ? call : callOther)))
    expect((await call(`GET /plugins/${slug}`)).body.downloads_total).toBe(150)
    expect((await titles(token)).sort()).toEqual(reached(name, '10', '100', '50').sort())
  })

  it('are told for each of several plugins of several authors that are counted together', async () => {
    const [mine, alsoMine] = [await released(9, author), await released(60, author)]
    const [theirs, notYet] = [await released(499), await released(8)]
    const all = [mine, alsoMine, theirs, notYet]
    const count = (versionId: string) => countSeen({ app: app.current.services }, versionId)
    // The first goes alone; the others come while it runs and share a statement.
    await Promise.all([mine, ...all].map(({ versionId }) => count(versionId)))
    const mineTold = (await titles(author.token)).filter((title: string) => !title.startsWith('Pumpkin'))
    expect(mineTold.sort()).toEqual(
      [...reached(mine.name, '10'), ...reached(alsoMine.name, '10', '50')].sort(),
    )
    expect(await titles(theirs.token)).toEqual(reached(theirs.name, '500', '100', '50', '10'))
    expect(await titles(notYet.token)).toEqual([])
  })
})

describe('a milestone and its download', () => {
  it('are written together or not at all', async () => {
    const { slug, name, token } = await released(9)
    const fails = `create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'refused'; end $$`
    await execute(app.current, fails)
    await execute(
      app.current,
      'create trigger refuse before insert on notifications for each row execute function refuse()',
    )
    expect((await download(slug)).status).toBe(500)
    expect((await call(`GET /plugins/${slug}`)).body.downloads_total).toBe(9)
    await execute(app.current, 'drop trigger refuse on notifications')
    expect((await download(slug)).body.downloads).toBe(1)
    expect(await titles(token)).toEqual(reached(name, '10'))
  })

  it('are counted and told also when the plugin is taken away between the question and the count', async () => {
    const { slug, name, token, versionId } = await released(9)
    await deactivatePlugin(app.current, slug)
    await countSeen({ app: app.current.services }, versionId)
    expect(await titles(token)).toEqual(reached(name, '10'))
  })

  it('keep the name the plugin had, whatever it is made of', async () => {
    const { slug, token } = await released(9)
    const name = '100%s Кирка $1 \\ %% ?'
    await execute(app.current, 'update plugins set name = ? where slug = ?', [name, slug])
    await download(slug)
    expect((await told(token))[0]).toMatchObject({
      title: `${name} reached 10 downloads!`,
      body: `Your plugin ${name} has reached 10 total downloads. Congratulations!`,
      link: `/plugins/${slug}`,
    })
  })
})
