import type { MikroORM } from '@mikro-orm/postgresql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/database/orm.ts'
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts'
import { MISCOUNTED } from '../support/live-counts.ts'

let database: TestDatabase
let orm: MikroORM
beforeAll(async () => {
  database = await createEmptyDatabase()
  orm = await connect({ url: database.url, poolSize: 2 })
})
afterAll(async () => {
  await orm.close()
  await database.drop()
})

it('the plugins that were there before are counted', async () => {
  await orm.migrator.up({ to: '0019-listing-search' })
  const em = orm.em.fork()
  await em.execute(`
    insert into users (id, username, created_at, updated_at)
    select gen_random_uuid(), 'user' || n, now(), now() from generate_series(1, 40) n`)
  await em.execute(`
    insert into plugins (id, author_id, slug, name, short_description, created_at, updated_at,
      deleted_at, deactivated_at, only_for)
    select gen_random_uuid(), u.id, u.username || '-' || n, 'Old', 'From before', now(), now(),
      case when n = 2 then now() end, case when n = 3 then now() end, case when right(u.username, 1) = '7' then u.id end
    from users u cross join generate_series(1, 4) n where u.username <> 'user40'`)
  await em.execute(`
    insert into plugin_categories (plugin_id, category_id, position)
    select p.id, c.id, 0 from plugins p join categories c on c.display_order % 4 = right(p.slug, 1)::integer % 3`)

  await orm.migrator.up()

  expect(await em.execute(MISCOUNTED)).toEqual([])
  const [{ total }] = await em.execute<[{ total: number }]>(
    `select sum(delta)::int as total from live_counts where counted = 'authors'`,
  )
  expect(total).toBe(35)
})
