import { request } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Batched, Sql } from '../../../src/database/sql.ts'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newKey, type TestKey, withKey } from '../../support/keys.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let user: TestUser
let key: TestKey
beforeAll(async () => {
  user = await signUp(call)
  key = await newKey(call, user.token)
})

const plugin = () => ({ name: `Plugin ${crypto.randomUUID()}`, short_description: 'x' })
const categories = async (options: object) => (await call('GET /categories', options)).status

describe('a key', () => {
  it('works as X-API-Key and as a Bearer token, and in both at once', async () => {
    const { key: apiKey } = key
    const ways: CallOptions[] = [
      { headers: { 'x-api-key': apiKey } },
      { token: apiKey },
      { token: apiKey, headers: { 'x-api-key': apiKey } },
      { headers: { authorization: `bearer   ${apiKey}` } },
    ]
    for (const options of ways) {
      expect((await call('POST /plugins', { ...options, body: plugin() })).status).toBe(201)
    }
  })

  it('acts as the person who made it', async () => {
    const made = await withKey(call, key, 'POST /plugins', plugin())
    expect(made.body.author.username).toBe(user.profile.username)
    const stranger = await newKey(call, (await signUp(call)).token)
    const refused = await withKey(call, stranger, `PUT /plugins/${made.body.slug}`, { license: 'MIT' })
    expect([refused.status, refused.body.error.code]).toEqual([403, 'forbidden'])
  })

  it('is its own among many that are presented at once', async () => {
    const others = await Promise.all(Array.from({ length: 9 }, () => signUp(call)))
    const people = [...others, user]
    const keys = await Promise.all(people.map(async ({ token }) => (await newKey(call, token)).key))
    const unknown = `${key.key.slice(0, 13)}_${'0'.repeat(32)}`
    const asked = Array.from({ length: 60 }, (_, n) => n % (keys.length + 1))
    const answers = await Promise.all(
      asked.map((n) => call('POST /plugins', { token: keys[n] ?? unknown, body: plugin() })),
    )
    for (const [index, n] of asked.entries()) {
      const { status, body } = answers[index] as (typeof answers)[number]
      const person = people[n]
      if (person) expect([status, body.author.username]).toEqual([201, person.profile.username])
      else expect(status).toBe(401)
    }
  })

  it('of an admin passes no ownership check', async () => {
    const admin = await signUp(call)
    await execute(app.current, "update users set role = 'admin' where id = ?", [admin.profile.id])
    const { body } = await withKey(call, key, 'POST /plugins', plugin())
    const byKey = await withKey(call, await newKey(call, admin.token), `DELETE /plugins/${body.slug}`)
    expect(byKey.status).toBe(403)
  })

  it('is no cookie', async () => {
    expect(await categories({ cookie: `pumpkin_hub_token=${key.key}` })).toBe(401)
    expect(await categories({ cookie: `pumpkin_hub_token=${key.key}`, token: key.key })).toBe(401)
  })

  it('and a session do not go together', async () => {
    const headers = { 'x-api-key': key.key }
    expect(await categories({ cookie: user.cookie, headers })).toBe(401)
    expect(await categories({ token: user.token, headers })).toBe(401)
  })

  it('and a session token are never taken for each other', async () => {
    expect(await categories({ headers: { 'x-api-key': user.token } })).toBe(401)
    expect(await categories({ token: user.token, headers: { 'x-api-key': user.token } })).toBe(401)
  })

  it('in repeated headers is refused', async () => {
    const other = await newKey(call, user.token)
    const headers = (one: string, two: string) => [
      ['X-API-Key', one],
      ['x-api-key', two],
    ]
    expect(await raw([['X-API-Key', key.key]])).toBe(200)
    expect(await raw(headers(key.key, other.key))).toBe(401)
    expect(await raw(headers(key.key, key.key))).toBe(401)
  })

  it.each<[string, (key: string) => string]>([
    ['nothing', () => ''],
    ['its prefix alone', (good) => good.slice(0, 13)],
    ['its prefix and an underscore', (good) => good.slice(0, 14)],
    ['one character less', (good) => good.slice(0, -1)],
    ['one character more', (good) => `${good}0`],
    ['another secret', (good) => good.slice(0, 14) + '0'.repeat(32)],
    ['another prefix', (good) => `phub_00000000${good.slice(13)}`],
    ['its last character changed', (good) => good.slice(0, -1) + (good.endsWith('0') ? '1' : '0')],
    ['upper case', (good) => good.toUpperCase()],
    [
      'upper case in the secret',
      (good) => good.slice(0, 14) + good.slice(14).toUpperCase().replace(/^\d/, 'A'),
    ],
    ['a capital in its first word', (good) => good.replace('phub', 'Phub')],
    ['another first word', (good) => good.replace('phub', 'ghub')],
    ['no first word', (good) => good.slice(5)],
    ['hyphens', (good) => good.replaceAll('_', '-')],
    ['a space within', (good) => `${good.slice(0, 20)} ${good.slice(20)}`],
    ['a tab within', (good) => `${good.slice(0, 20)}\t${good.slice(20)}`],
    ['quotes', (good) => `"${good}"`],
    ['a semicolon', (good) => `${good};`],
    ['itself twice', (good) => `${good}${good}`],
    ['itself in a list', (good) => `${good}, ${good}`],
    ['a percent sign', (good) => `${good.slice(0, -1)}%`],
    ['an underscore as a wildcard', (good) => `${good.slice(0, 12)}_${good.slice(13)}`],
    ['SQL', (good) => `${good.slice(0, 13)}' or '1'='1`],
    ['letters that are no hexadecimals', (good) => `${good.slice(0, -1)}g`],
    ['seven thousand characters', () => `phub_${'a'.repeat(7000)}`],
  ])('with %s is refused, in either header', async (_, change) => {
    const wrong = change(key.key)
    const answer = await call('GET /categories', { headers: { 'x-api-key': wrong } })
    expect([answer.status, answer.body.error.code]).toEqual([401, 'unauthenticated'])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(await categories({ headers: { authorization: `Bearer ${wrong}` } })).toBe(401)
  })

  it.each([
    ['Cyrillic letters', 'рhub'],
    ['full-width letters', 'ｐhub'],
    ['a letter of no width', 'p\u200bhub'],
    ['Greek letters', 'ρhub'],
  ])('with %s that look alike is refused', async (_, word) => {
    // Headers are bytes: what a client makes of such letters in UTF-8.
    const bytes = Buffer.from(key.key.replace('phub', word)).toString('latin1')
    expect(await raw([['X-API-Key', bytes]])).toBe(401)
    expect(await raw([['Authorization', `Bearer ${bytes}`]])).toBe(401)
    const digits = Buffer.from(key.key.replace(/\d/, '٣')).toString('latin1')
    expect(await raw([['X-API-Key', digits]])).toBe(401)
  })

  it('may have space around it in its header, as every header may', async () => {
    expect(await raw([['X-API-Key', `  ${key.key}  `]])).toBe(200)
  })

  it('is looked at however the path is spelled', async () => {
    const create = (path: `//${string}`, apiKey: string) =>
      call(`POST ${path}`, { headers: { 'x-api-key': apiKey }, body: plugin() })
    for (const path of ['//api/%761/plugins', '//%61pi/v1/plugins', '//api/v1/plugins/'] as const) {
      expect((await create(path, key.key)).status).toBe(201)
      expect((await create(path, `${key.key}0`)).status).toBe(401)
    }
    expect((await call('GET //%74rpc/categories.list', { headers: { 'x-api-key': 'x' } })).status).toBe(401)
  })

  it('of wrong form costs no statement', async () => {
    const sql = app.current.services.sql as Sql & Batched
    const { batched } = sql
    let asked = 0
    sql.batched = (...given) => {
      asked += 1
      return batched(...given)
    }
    await call('POST /plugins', { headers: { 'x-api-key': key.key.toUpperCase() }, body: {} })
    expect(asked).toBe(0)
    await call('POST /plugins', { headers: { 'x-api-key': key.key }, body: {} })
    expect(asked).toBe(1)
    sql.batched = batched
  })
})

describe('a scope of reports', () => {
  it('opens nothing while the owner of the key does not moderate the organisation', async () => {
    const [owner, member] = [await signUp(call), await signUp(call)]
    const { body: org } = await call('POST /orgs', { token: owner.token, body: { name: 'Tribunal' } })
    const members = `/orgs/${org.id}/members` as const
    const body = { user_id: member.profile.id, role: 'moderator' }
    await call(`POST ${members}`, { token: owner.token, body })
    const permissions = ['read', 'reports:read', 'reports:manage']
    const theirs = await newKey(call, member.token, { org_id: org.id, permissions })
    const scopes = async () => (await app.current.services.apiKeys.authenticate(theirs.key))?.holder.scopes
    expect(await scopes()).toEqual(permissions)
    await call(`PATCH ${members}/${member.profile.id}`, { token: owner.token, body: { role: 'member' } })
    expect(await scopes()).toEqual(['read'])
    await call(`PATCH ${members}/${member.profile.id}`, { token: owner.token, body: { role: 'moderator' } })
    expect(await scopes()).toEqual(permissions)
  })
})

describe('a key is over at the next call', () => {
  it('when it has expired', async () => {
    const soon = await newKey(call, user.token, { expires_at: new Date(Date.now() + 1500).toISOString() })
    expect((await withKey(call, soon, 'GET /categories')).status).toBe(200)
    await expect.poll(async () => (await withKey(call, soon, 'GET /categories')).status).toBe(401)
  })

  it('when its owner is deactivated: 403 account_suspended, also where anybody may call', async () => {
    const gone = await signUp(call)
    const theirs = await newKey(call, gone.token)
    await execute(app.current, 'update users set is_active = false where id = ?', [gone.profile.id])
    for (const path of [
      'GET /categories',
      'POST /plugins',
      'GET /api-keys',
      'GET //trpc/categories.list',
    ] as const) {
      const { status, body } = await withKey(
        call,
        theirs,
        path,
        path.startsWith('POST') ? plugin() : undefined,
      )
      const code = path.includes('trpc') ? body.error.data.code : body.error.code
      expect([path, status, code]).toEqual([path, 403, 'account_suspended'])
    }
    await execute(app.current, 'update users set is_active = true where id = ?', [gone.profile.id])
    expect((await withKey(call, theirs, 'GET /categories')).status).toBe(200)
  })

  it('when its owner has left the organisation, and it does not come back', async () => {
    const [owner, member] = [await signUp(call), await signUp(call)]
    const { body: org } = await call('POST /orgs', { token: owner.token, body: { name: 'Patch' } })
    const join = () =>
      call(`POST /orgs/${org.id}/members`, {
        token: owner.token,
        body: { user_id: member.profile.id, role: 'member' },
      })
    expect((await join()).status).toBe(201)
    const theirs = await newKey(call, member.token, { org_id: org.id })
    const own = await newKey(call, member.token)
    const left = await call(`DELETE /orgs/${org.id}/members/${member.profile.id}`, { token: owner.token })
    expect(left.status).toBe(204)
    expect((await withKey(call, theirs, 'GET /categories')).status).toBe(401)
    await join()
    expect((await withKey(call, theirs, 'GET /categories')).status).toBe(401)
    expect((await withKey(call, own, 'GET /categories')).status).toBe(200)
  })
})

/** The status of `GET /categories` with headers exactly as given: `fetch` joins the ones that are repeated. */
const raw = (headers: string[][]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { host } = new URL(app.current.origin)
    request(
      `${app.current.origin}/api/v1/categories`,
      { headers: ['Host', host, ...headers.flat()] },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
      .on('error', reject)
      .end()
  })
