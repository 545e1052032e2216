import type { MikroORM } from '@mikro-orm/postgresql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/database/orm.ts'
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts'

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

it('everybody who was there before has an organisation of their own', async () => {
  await orm.migrator.up({ to: '0005-oauth-accounts' })
  const em = orm.em.fork()
  await em.execute(`
    insert into users (id, username, created_at, updated_at)
    select gen_random_uuid(), name, timestamptz '2026-03-06T12:00:00Z' + n * interval '1 day', now()
    from unnest(array['Rust_Dev', 'rust-dev', '___', '-_-', 'octocat']) with ordinality as u (name, n)`)
  await em.execute(`
    insert into users (id, username, created_at, updated_at)
    select gen_random_uuid(), 'user' || n, now(), now() from generate_series(1, 6000) n`)

  await orm.migrator.up()

  const own = `
    select o.slug, o.name, o.plan, m.role, count(*) over (partition by u.id)::int as count,
      o.created_at = u.created_at and m.joined_at = u.created_at as dated
    from users u left join organisations o on o.personal_user_id = u.id
      left join organisation_members m on m.org_id = o.id and m.user_id = u.id
    order by u.created_at, u.id`
  const rows = await em.execute(own)
  expect(rows).toHaveLength(6005)
  const same = { plan: 'starter', role: 'owner', count: 1, dated: true }
  expect(rows.slice(0, 5)).toEqual([
    { ...same, name: 'Rust_Dev', slug: 'rust-dev' },
    { ...same, name: 'rust-dev', slug: expect.stringMatching(/^rust-dev-[0-9a-f]{8}$/) },
    { ...same, name: '___', slug: 'org' },
    { ...same, name: '-_-', slug: expect.stringMatching(/^org-[0-9a-f]{8}$/) },
    { ...same, name: 'octocat', slug: 'octocat' },
  ])
  for (const row of rows) expect(row).toMatchObject(same)
})
