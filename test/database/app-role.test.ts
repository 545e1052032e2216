import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from '../../src/database/orm.ts'
import { prepareDatabase } from '../../src/database/prepare.ts'
import {
  administer,
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../support/database.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function database(make: () => Promise<TestDatabase> = createTestDatabase): Promise<TestDatabase> {
  const made = await make()
  cleanups.push(made.drop)
  return made
}

const prepare = async (ownerUrl: string, login: boolean) => {
  const warnings: string[] = []
  const url = await prepareDatabase(ownerUrl, { login, onWarning: (message) => warnings.push(message) })
  return { url, warnings }
}

async function query(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: Record<string, unknown>[] = []
    for (const sql of statements) rows = (await client.query(sql)).rows
    return rows
  } finally {
    await client.end()
  }
}

describe('a database that is prepared', () => {
  it('again, is reached by the same address and without a warning', async () => {
    const { url } = await database()
    const first = await prepare(url, true)
    expect(await prepare(url, true)).toEqual(first)
    expect(first.warnings).toEqual([])
    expect(await query(first.url, 'select session_user::text as who')).toEqual([{ who: 'gourd_app' }])
  })

  it('by several processes at once, is ready for all of them', async () => {
    const { url } = await database()
    const prepared = await Promise.all([1, 2, 3].map(() => prepare(url, true)))
    expect(new Set(prepared.map((each) => each.url)).size).toBe(1)
  })

  it('grants what later migrations make, and again what somebody took away', async () => {
    const { url } = await database()
    const app = (await prepare(url, true)).url
    await query(url, 'create table later (id serial primary key, name text)')
    expect(await query(app, "insert into later (name) values ('a') returning id")).toEqual([{ id: 1 }])
    await query(url, 'revoke all on all tables in schema public, pgboss from gourd_app')
    await expect(query(app, 'select from users')).rejects.toMatchObject({ code: '42501' })
    await prepare(url, true)
    expect(await query(app, 'select from users', 'select from pgboss.job')).toEqual([])
  })

  it('for a role that signs in as its owner, is used as the smaller one all the same', async () => {
    const { url: ownerUrl } = await database()
    const { url, warnings } = await prepare(ownerUrl, false)
    expect(warnings).toEqual([])
    const orm = await connect({ url, poolSize: 1 })
    try {
      const who = () => orm.em.fork().execute('select current_user::text as who')
      expect(await who()).toEqual([{ who: 'gourd_app' }])
      await orm.em.fork().execute('reset role')
      expect(await who()).toEqual([{ who: 'gourd_app' }])
      const settings = "select current_setting('timezone') as zone, current_setting('datestyle') as style"
      expect(await orm.em.fork().execute(settings)).toEqual([{ zone: 'UTC', style: 'ISO, MDY' }])
    } finally {
      await orm.close()
    }
  })
})

describe('an owner that may not make roles', () => {
  async function limited() {
    const role = `limited_${randomUUID().replaceAll('-', '')}`
    await administer(`create role ${role} login password 'secret'`)
    cleanups.push(() => administer(`drop role ${role}`))
    const { url: adminUrl } = await database(createEmptyDatabase)
    const url = new URL(adminUrl)
    await administer(`alter database ${url.pathname.slice(1)} owner to ${role}`)
    url.username = role
    url.password = 'secret'
    return { role, url: url.href }
  }

  it('works as itself, is told so, and is bound by the isolation of tenants', async () => {
    const { url } = await limited()
    const prepared = await prepare(url, false)
    expect(prepared).toEqual({ url, warnings: [expect.stringContaining('grant gourd_app to')] })
    const org = '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d'
    const enter = `select set_config('gourd.org_id', '${org}', true)`
    const insert = `insert into organisations (id, slug, name, created_at, updated_at)
      values ('${org}', 'a', 'a', now(), now())`
    await query(url, 'begin', enter, insert, 'commit')
    expect(await query(url, 'select id from organisations')).toEqual([])
    expect(await query(url, 'begin', enter, 'select id from organisations')).toEqual([{ id: org }])
    await expect(query(url, insert)).rejects.toMatchObject({ code: '42501' })
  })

  it('takes the role when an administrator has granted it', async () => {
    const { role, url } = await limited()
    await administer(`grant gourd_app to ${role}`)
    const prepared = await prepare(url, false)
    expect(prepared.warnings).toEqual([])
    expect(await query(prepared.url, 'select current_user::text as who')).toEqual([{ who: 'gourd_app' }])
    expect(await query(prepared.url, 'select from users', 'select from pgboss.job')).toEqual([])
  })
})
