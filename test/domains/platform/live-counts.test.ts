import { beforeAll, describe, expect, it } from 'vitest'
import { foldLiveCounts } from '../../../src/domains/platform/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { miscounted } from '../../support/live-counts.ts'
import { done, newStaff } from '../../support/moderation.ts'
import { CATEGORY, newPlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let [author, staff] = [] as unknown as [TestUser, TestUser]
beforeAll(async () => {
  author = await signUp(call)
  staff = await newStaff(call, app.current, 'admin')
})

const total = async (query = '') => (await call(`GET /plugins?${query}`)).body.total as number
const inChat = () => total('category=chat')
const fold = () => foldLiveCounts(app.current.services)
const change = (sql: string, values: unknown[] = []) => execute(app.current, sql, values)
const changes = async () => (await change('select * from live_counts')).length

/** Each with how many plugins of the category it adds to what everybody sees. */
const FATES: [name: string, by: number, change: (plugin: any) => Promise<unknown>][] = [
  ['deleted', -1, ({ slug }) => call(`DELETE /plugins/${slug}`, { token: author.token })],
  [
    'deactivated by staff',
    -1,
    ({ id }) => call(`POST /admin/plugins/${id}/deactivate`, { token: staff.token, body: {} }),
  ],
  ['moved to another category', -1, ({ slug }) => categorised(slug, [CATEGORY.economy])],
  ['put in no category', -1, ({ slug }) => categorised(slug, [])],
  ['kept where it is', 0, ({ slug }) => categorised(slug, [CATEGORY.security, CATEGORY.chat])],
  ['purged', -1, ({ id }) => change('delete from plugins where id = ?', [id])],
  [
    'taken out of the category behind the back of the API',
    -1,
    ({ id }) => change('delete from plugin_categories where plugin_id = ?', [id]),
  ],
  [
    'moved behind the back of the API',
    -1,
    ({ id }) =>
      change('update plugin_categories set category_id = ? where plugin_id = ?', [CATEGORY.adventure, id]),
  ],
]

const categorised = (slug: string, category_ids: string[]) =>
  call(`PUT /plugins/${slug}`, { token: author.token, body: { category_ids } })

const INTO_CHAT = `insert into plugin_categories (plugin_id, category_id, position) values (?, '${CATEGORY.chat}', 0)`
const OUT_OF_CHAT = 'delete from plugin_categories where plugin_id = ?'

describe('the totals of plugins', () => {
  it.each(FATES)('are right when a plugin is %s', async (_, by, change) => {
    const before = await inChat()
    const plugin = await newPlugin(call, author.token, { category_ids: [CATEGORY.chat] })
    expect(await inChat()).toBe(before + 1)
    await change(plugin)
    expect(await inChat()).toBe(before + 1 + by)
    expect(await miscounted(app.current)).toEqual([])
  })

  it('follow a plugin that leaves twice and comes back once', async () => {
    const before = await inChat()
    const { id, slug } = await newPlugin(call, author.token, { category_ids: [CATEGORY.chat] })
    const decide = (verb: string) =>
      call(`POST /admin/plugins/${id}/${verb}` as 'POST /', { token: staff.token, body: {} })
    await decide('deactivate')
    await decide('reactivate')
    expect(await inChat()).toBe(before + 1)
    await decide('deactivate')
    await call(`DELETE /plugins/${slug}`, { token: author.token })
    await decide('reactivate')
    expect(await inChat()).toBe(before)
    await change('delete from plugins where id = ?', [id])
    expect(await miscounted(app.current)).toEqual([])
  })

  it('do not follow what was rolled back', async () => {
    const { id } = await newPlugin(call, author.token, { category_ids: [CATEGORY.chat] })
    const before = [await total(), await inChat()]
    const tx = (await app.current.owner()).em.fork()
    await tx.begin()
    await tx.execute('delete from plugin_categories where plugin_id = ?', [id])
    await tx.execute('update plugins set deleted_at = now()')
    expect([await total(), await inChat()]).toEqual(before)
    await tx.rollback()
    expect([await total(), await inChat()]).toEqual(before)
    expect(await miscounted(app.current)).toEqual([])
  })

  it.each(['deactivated_at = now()', `only_for = author_id`])(
    'are right when a plugin gets a category while it leaves: %s',
    async (leave) => {
      const { id } = await newPlugin(call, author.token)
      const owner = await app.current.owner()
      for (const [one, other] of [
        [`update plugins set ${leave} where id = ?`, INTO_CHAT],
        ['update plugins set deactivated_at = null, only_for = null where id = ?', OUT_OF_CHAT],
        [INTO_CHAT, `update plugins set ${leave} where id = ?`],
      ] as const) {
        const tx = owner.em.fork()
        await tx.begin()
        await tx.execute(one, [id])
        // Waits for the first, which is committed meanwhile.
        const second = change(other, [id])
        await new Promise((resolve) => setTimeout(resolve, 100))
        await tx.commit()
        await second
        expect(await miscounted(app.current)).toEqual([])
      }
    },
  )

  it('are without what a shadow ban hides, but for the person, whom it hides nothing from', async () => {
    const person = await signUp(call)
    const all = async (as = {}) => [
      (await call('GET /plugins', as)).body.total,
      (await call('GET /plugins?category=chat', as)).body.total,
      (await call('GET /stats', as)).body.total_authors,
    ]
    const without = await all()
    await newPlugin(call, person.token, { category_ids: [CATEGORY.chat] })
    const seen = await all()
    expect(seen).toEqual(without.map((n) => n + 1))
    await done(call, { token: staff.token }, person, 'shadow_ban')
    expect([await all(), await all(person)]).toEqual([without, seen])
    await newPlugin(call, person.token, { category_ids: [CATEGORY.chat] })
    expect(await all()).toEqual(without)
    expect(await all(person)).toEqual([seen[0] + 1, seen[1] + 1, seen[2]])
    expect(await miscounted(app.current)).toEqual([])
    await done(call, { token: staff.token }, person, 'unshadow_ban')
    expect(await all()).toEqual([seen[0] + 1, seen[1] + 1, seen[2]])
    expect(await miscounted(app.current)).toEqual([])
  })

  it('stay when the author is deactivated, and go with a category', async () => {
    const person = await signUp(call)
    await newPlugin(call, person.token, { category_ids: [CATEGORY.chat] })
    const before = [await total(), await inChat()]
    await call(`POST /admin/users/${person.profile.id}/deactivate`, { token: staff.token, body: {} })
    expect([await total(), await inChat()]).toEqual(before)
    await change('delete from plugin_categories where category_id = ?', [CATEGORY.chat])
    await change('delete from categories where id = ?', [CATEGORY.chat])
    expect([await total(), await inChat()]).toEqual([before[0], 0])
    expect(await miscounted(app.current)).toEqual([])
  })

  it('count what is loaded in one statement', async () => {
    await change(
      `insert into plugins (id, author_id, slug, name, short_description, created_at, updated_at, deleted_at)
       select gen_random_uuid(), u.id, u.username || n, 'Loaded', 'In bulk', now(), now(), case n when 3 then now() end
       from users u cross join generate_series(1, 3) n`,
    )
    await change(
      `insert into plugin_categories (plugin_id, category_id, position)
       select id, ?, 0 from plugins where name = 'Loaded'`,
      [CATEGORY.library],
    )
    expect(await total('category=library')).toBeGreaterThanOrEqual(4)
    expect(await miscounted(app.current)).toEqual([])
  })
})

describe('the job that folds them', () => {
  it('leaves one row of each total and none of what is zero, and changes no total', async () => {
    const plugins = await Promise.all(
      [1, 2, 3].map(() => newPlugin(call, author.token, { category_ids: [CATEGORY.economy] })),
    )
    const before = [await total(), await total('category=economy')]
    await fold()
    const folded = await changes()
    const [{ distinct }] = (await change(
      `select count(*)::int as distinct from (select distinct counted, category_id from live_counts) k`,
    )) as [{ distinct: number }]
    expect(folded).toBe(distinct)
    expect([await total(), await total('category=economy')]).toEqual(before)
    for (const { id } of plugins) await change('delete from plugins where id = ?', [id])
    await change('delete from plugin_categories where category_id = ?', [CATEGORY.economy])
    await fold()
    expect(await changes()).toBe(folded - 1)
    expect(await miscounted(app.current)).toEqual([])
  })

  it('runs by itself', async () => {
    await newPlugin(call, author.token)
    const { orm, jobs } = app.current.services
    await orm.em.fork().transactional((tx) => jobs.enqueue(tx as never, 'fold-live-counts', {}))
    const before = await changes()
    await jobs.runPending()
    expect(await changes()).toBeLessThan(before)
  })
})
