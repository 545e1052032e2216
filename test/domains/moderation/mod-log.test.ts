import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { poolOf } from '../../../src/database/orm.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { done, newStaff } from '../../support/moderation.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let owner: pg.Client
let before: unknown[]
const rows = () => execute(app.current, 'select * from mod_log order by id')

beforeAll(async () => {
  const staff = await newStaff(call, app.current)
  await done(call, { token: staff.token }, await signUp(call), 'warn')
  owner = new pg.Client({ connectionString: app.current.databaseUrl })
  await owner.connect()
  before = await rows()
})
afterAll(() => owner.end())

const CHANGES = [
  `update mod_log set reason = 'Another'`,
  'update mod_log set id = id',
  'delete from mod_log',
  'truncate mod_log',
  'truncate mod_log cascade',
  `insert into mod_log select * from mod_log on conflict (id) do update set reason = 'Another'`,
  `merge into mod_log a using mod_log b on a.id = b.id when matched then delete`,
]

describe('the moderation log', () => {
  it.each(CHANGES)('refuses the owner of the tables: %s', async (sql) => {
    await expect(owner.query(sql)).rejects.toMatchObject({ code: '42501', message: /append-only/ })
    expect(await rows()).toEqual(before)
  })

  it.each(CHANGES)('refuses the application, whatever it sees: %s', async (sql) => {
    const client = await (await poolOf(app.current.services.orm)).connect()
    try {
      await client.query(`begin; select set_config('gourd.sees', 'everything', true)`)
      const changed = await client.query(sql).then(
        ({ rowCount }) => rowCount,
        ({ code }) => code,
      )
      // What it may read and not write is not there to be changed.
      expect([0, '42501']).toContain(changed)
    } finally {
      await client.query('rollback')
      client.release()
    }
    expect(await rows()).toEqual(before)
  })

  it('takes no row of the platform from who does not work for it', async () => {
    const client = await (await poolOf(app.current.services.orm)).connect()
    try {
      await client.query(`begin; select set_config('gourd.org_id', gen_random_uuid()::text, true)`)
      const insert = `
        insert into mod_log (id, action, actor_id, reason, created_at)
        values (gen_random_uuid(), 'warn', gen_random_uuid(), 'x', now())`
      await expect(client.query(insert)).rejects.toMatchObject({ code: '42501' })
    } finally {
      await client.query('rollback')
      client.release()
    }
  })
})
