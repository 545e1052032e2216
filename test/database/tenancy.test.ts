import type pg from 'pg'
import { beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { connect, poolOf } from '../../src/database/orm.ts'
import { createSql, statement } from '../../src/database/sql.ts'
import { transaction } from '../../src/domains/context.ts'
import { testApp } from '../support/app.ts'
import { callerOf } from '../support/caller.ts'
import { execute } from '../support/execute.ts'
import { newFile } from '../support/files.ts'
import { newKey, withKey } from '../support/keys.ts'
import { insertMarketRows } from '../support/market-rows.ts'
import { done, newReport } from '../support/moderation.ts'
import { newMember, newOrg, type TestOrg, uuidOf } from '../support/orgs.ts'
import { inOrg } from '../support/tenants.ts'
import { signUp, type TestUser } from '../support/users.ts'
import { insertWebhookRows } from '../support/webhook-rows.ts'
import { tenantTables, unguarded } from './tenant-tables.ts'

const app = testApp()
const call = callerOf(app)

interface Tenant {
  owner: TestUser
  org: TestOrg
  id: string
}

/** Rows in every table of tenants. A new one gets its sample here. */
async function newTenant(): Promise<Tenant> {
  const owner = await signUp(call)
  const org = await newOrg(call, owner.token)
  const member = await newMember(call, owner, org, 'member')
  const key = await newKey(call, owner.token, { org_id: org.id })
  await withKey(call, key, 'GET /auth/me')
  await insertWebhookRows(app.current, uuidOf(org), owner.profile.id)
  await newFile(call, inOrg(owner, org))
  await insertMarketRows(app.current, call, inOrg(owner, org), {
    orgId: uuidOf(org),
    userId: owner.profile.id,
  })
  await newReport(call, inOrg(owner, org), member)
  await done(call, inOrg(owner, org), member, 'ban')
  return { owner, org, id: uuidOf(org) }
}

let a: Tenant
let b: Tenant
let tables: { name: string; column: string }[]
beforeAll(async () => {
  ;[a, b] = [await newTenant(), await newTenant()]
  tables = await tenantTables(app.current)
  // Calls are logged in the background.
  const logged = () => execute(app.current, 'select from api_key_usage_logs where org_id = ?', [b.id])
  await vi.waitFor(async () => expect(await logged()).toHaveLength(1), { timeout: 10_000 })
})

/** What happens in a transaction of the application that has these variables; undone at the end. */
async function as<T>(
  variables: { orgId?: string; userId?: string },
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await (await poolOf(app.current.services.orm)).connect()
  try {
    await client.query('begin')
    for (const [name, value] of Object.entries(variables)) {
      const variable = name === 'orgId' ? 'gourd.org_id' : 'gourd.user_id'
      await client.query('select set_config($1, $2, true)', [variable, value])
    }
    return await work(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** All columns but those that PostgreSQL computes. */
async function writtenColumns(table: string): Promise<string> {
  const rows = await execute<{ name: string }>(
    app.current,
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = ?::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  )
  return rows.map(({ name }) => name).join(', ')
}

const count = async (client: pg.PoolClient, table: string): Promise<number> =>
  (await client.query(`select count(*)::int as n from ${table}`)).rows[0].n

describe('the tables of tenants', () => {
  it('are known, and have rows of two tenants to be tested with', async () => {
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['api_keys', 'organisation_members', 'organisations']),
    )
    const empty: string[] = []
    for (const { name, column } of tables) {
      for (const { id } of [a, b]) {
        const rows = await execute(app.current, `select 1 from ${name} where ${column} = ? limit 1`, [id])
        if (rows.length === 0) empty.push(name)
      }
    }
    expect(empty).toEqual([])
  })

  it('all have row-level security that binds their owner, too', async () => {
    expect(await unguarded(app.current)).toEqual([])
  })

  it('are noticed when a new one has none', async () => {
    const noticed = async (sql: string) => {
      await execute(app.current, sql)
      const found = await unguarded(app.current)
      await execute(app.current, 'drop table forgotten')
      return found
    }
    expect(await noticed('create table forgotten (org_id uuid)')).toEqual(['forgotten'])
    expect(await noticed('create table forgotten (owner uuid references organisations)')).toEqual([
      'forgotten',
    ])
    expect(await noticed('create table forgotten (key uuid references api_keys)')).toEqual(['forgotten'])
    const open = `create table forgotten (org_id uuid); alter table forgotten enable row level security;
      alter table forgotten force row level security; create policy all_of_them on forgotten using (true)`
    expect(await noticed(open)).toEqual(['forgotten'])
    const unforced = `create table forgotten (org_id uuid); alter table forgotten enable row level security;
      create policy tenant on forgotten using (org_id = tenant_variable('gourd.org_id')::uuid)`
    expect(await noticed(unforced)).toEqual(['forgotten'])
  })

  it('are empty for who is nobody', async () => {
    for (const { name } of tables) {
      expect([name, await as({}, (client) => count(client, name))]).toEqual([name, 0])
      expect([name, await as({ orgId: '', userId: '' }, (client) => count(client, name))]).toEqual([name, 0])
    }
  })

  it('hold the rows of one tenant and no others, without any condition', async () => {
    for (const { name, column } of tables) {
      const theirs = await as({ orgId: a.id }, (client) =>
        client.query(`select ${column} as org from ${name}`),
      )
      expect(theirs.rows.length).toBeGreaterThan(0)
      expect([name, new Set(theirs.rows.map(({ org }) => org))]).toEqual([name, new Set([a.id])])
    }
  })

  it('hold what is a person’s own, in their organisations alone', async () => {
    for (const { name, column } of tables) {
      const own = await as({ userId: a.owner.profile.id }, (client) =>
        client.query(`select ${column} as org from ${name}`),
      )
      expect([name, own.rows.some(({ org }) => org === b.id)]).toEqual([name, false])
    }
  })

  it('cannot be changed or emptied for another tenant', async () => {
    for (const { name, column } of tables) {
      for (const sql of [
        `update ${name} set ${column} = ${column} where ${column} = $1`,
        `delete from ${name} where ${column} = $1`,
      ]) {
        const { rowCount } = await as({ orgId: a.id, userId: b.owner.profile.id }, (client) =>
          client.query(sql, [b.id]),
        )
        expect([sql, rowCount]).toEqual([sql, 0])
      }
    }
  })

  it('take no row of another tenant, and give none away', async () => {
    // The trigger of an append-only table is faster.
    const refused = { code: '42501', message: expect.stringMatching(/row-level security|append-only/) }
    for (const { name, column } of tables) {
      const [row] = await execute(
        app.current,
        `select to_jsonb(t)::text as row from ${name} t where ${column} = ? limit 1`,
        [b.id],
      )
      const columns = await writtenColumns(name)
      const insert = `insert into ${name} (${columns}) select ${columns} from jsonb_populate_record(null::${name}, $1)`
      await expect(as({ orgId: a.id }, (client) => client.query(insert, [row?.row]))).rejects.toMatchObject(
        refused,
      )
      await expect(
        as({ userId: b.owner.profile.id }, (client) => client.query(insert, [row?.row])),
      ).rejects.toMatchObject(refused)
      await expect(
        as({ orgId: a.id }, (client) => client.query(`update ${name} set ${column} = $1`, [b.id])),
      ).rejects.toMatchObject(refused)
    }
  })
})

describe('the role of the application', () => {
  it('owns nothing and bypasses nothing', async () => {
    const { rows } = await as({}, (client) =>
      client.query(`
        select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as powerful,
          exists (select from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = current_user`),
    )
    expect(rows).toEqual([{ powerful: false, owns: false }])
  })

  it.each([
    'alter table organisations disable row level security',
    'alter table organisations no force row level security',
    'alter table organisations owner to current_user',
    'drop policy tenant on organisations',
    'create policy mine on organisations using (true)',
    'set row_security = off; select * from organisations',
    'truncate organisation_members',
    'drop table organisations',
    'create table stolen (id int)',
    'create function stolen() returns int language sql security definer as $$ select 1 $$',
    'create or replace function tenant_variable(name text) returns text language sql as $$ select null $$',
    'alter role current_user bypassrls',
    'alter role current_user superuser',
    'create role stolen superuser',
    "copy organisations to program 'cat'",
    'select * from pg_authid',
    'insert into mikro_orm_migrations (name) values (null)',
  ])('may not: %s', async (sql) => {
    await expect(as({}, (client) => client.query(sql))).rejects.toMatchObject({ code: '42501' })
  })

  const signsIn = !inject('applicationDatabase').includes('options=')

  it.skipIf(!signsIn)('cannot become another one', async () => {
    const [{ owner } = { owner: '' }] = await execute<{ owner: string }>(
      app.current,
      'select current_user as owner',
    )
    for (const sql of [`set role ${owner}`, `set session authorization ${owner}`]) {
      await expect(as({}, (client) => client.query(sql))).rejects.toMatchObject({ code: '42501' })
    }
    for (const sql of ['reset role', 'set role none', 'reset session authorization', 'reset all']) {
      const { rows } = await as({}, async (client) => {
        await client.query(sql)
        return client.query('select current_user as role')
      })
      expect([sql, rows[0].role]).toEqual([sql, 'gourd_app'])
    }
  })
})

describe('whose rows a transaction sees', () => {
  const visible = statement<{ id: string }>('select id from organisations')
  const inside = async (actor: Parameters<typeof transaction>[0]['actor'], orgId?: string) => {
    const ctx = { app: app.current.services, actor }
    return transaction(ctx, (tx) => tx.execute<{ id: string }[]>(visible.text), orgId ? { orgId } : {})
  }

  it('comes from the actor', async () => {
    const { id: userId, username } = a.owner.profile
    const session = { kind: 'session', userId, username, role: 'author', sessionId: 's' } as const
    expect((await inside(session)).map(({ id }) => id)).toContain(a.id)
    expect((await inside(session)).map(({ id }) => id)).not.toContain(b.id)
    expect(await inside({ kind: 'anonymous' })).toEqual([])
    expect(await inside({ kind: 'system' })).toEqual([])
    expect(await inside({ kind: 'system' }, b.id)).toEqual([{ id: b.id }])
  })

  it('is forgotten with it, also on the same connection and after an error', async () => {
    const { applicationUrl } = app.current.home.database
    const orm = await connect({ url: applicationUrl, poolSize: 1 })
    const sql = createSql(await poolOf(orm))
    try {
      expect(await sql.within({ orgId: a.id }).all(visible)).toEqual([{ id: a.id }])
      expect(await sql.all(visible)).toEqual([])
      await expect(sql.within({ orgId: a.id }).all(statement('select 1/0'))).rejects.toThrow('division')
      expect(await sql.all(visible)).toEqual([])
      const failing = transaction({ app: { orm } }, () => Promise.reject(new Error('undone')), {
        orgId: a.id,
      })
      await expect(failing).rejects.toThrow('undone')
      expect(await sql.all(visible)).toEqual([])
    } finally {
      await orm.close()
    }
  })

  it('is never mixed up between calls that share connections', async () => {
    const { sql } = app.current.services
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => sql.within({ orgId: index % 2 ? a.id : b.id }).all(visible)),
    )
    expect(answers).toEqual(answers.map((_, index) => [{ id: index % 2 ? a.id : b.id }]))
  })

  it('changes nothing in a read', async () => {
    const remove = statement('delete from organisations returning id')
    await expect(app.current.services.sql.within({ orgId: a.id }).all(remove)).rejects.toMatchObject({
      code: '25006',
    })
  })

  it.each(["'; drop table organisations; --", '', 'org_x'])('cannot be that of %j', async (orgId) => {
    await expect(app.current.services.sql.within({ orgId }).all(visible)).rejects.toThrow('UUID')
  })
})
