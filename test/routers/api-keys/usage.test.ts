import { beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/lib/clock.ts'
import { testApp } from '../../support/app.ts'
import { uploadForm } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newKey, type TestKey, withKey } from '../../support/keys.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const DAY_MS = 24 * 60 * 60 * 1000
let shift = 0
const clock: Clock = { now: () => new Date(Date.now() + shift) }
const app = testApp({ env: { JWT_TTL_SECONDS: '31536000' }, services: { clock } })
const call = callerOf(app)

let user: TestUser
let key: TestKey
beforeEach(async () => {
  shift = 0
  user = await signUp(call)
  key = await newKey(call, user.token)
})

const usage = (query = '', id = key.id, { token } = user) =>
  call(`GET /api-keys/${id}/usage${query}`, { token })
const calls = async (): Promise<unknown[][]> =>
  (await usage()).body.data.map((row: any) => [row.action, row.resource, row.status_code, row.success])
const today = () => clock.now().toISOString().slice(0, 10)

describe('GET /api-keys/{id}/usage', () => {
  it('is empty before the first call', async () => {
    const { status, body } = await usage()
    expect([status, body]).toEqual([200, { data: [], next_cursor: null, daily: [] }])
  })

  it('lists every call with its answer, whatever that was, newest first', async () => {
    const plugin = { name: `Plugin ${key.id}`, short_description: 'x' }
    await withKey(call, key, 'POST /plugins', plugin)
    await withKey(call, key, 'GET /plugins?page=1')
    await withKey(call, key, 'POST /plugins', {})
    await withKey(call, key, 'GET /plugins/no-such-plugin')
    await withKey(call, key, 'GET /api-keys')
    await withKey(call, key, 'POST /plugins/x/versions/1.0.0/binaries', uploadForm())
    expect(await calls()).toEqual([
      ['binaries.upload', '/api/v1/plugins/x/versions/1.0.0/binaries', 403, false],
      ['apiKeys.list', '/api/v1/api-keys', 403, false],
      ['plugins.get', '/api/v1/plugins/no-such-plugin', 404, false],
      ['plugins.create', '/api/v1/plugins', 422, false],
      ['plugins.list', '/api/v1/plugins', 200, true],
      ['plugins.create', '/api/v1/plugins', 201, true],
    ])
    expect((await usage()).body.daily).toEqual([{ date: today(), requests: 6, failures: 4 }])
  })

  it('lists the calls that failed before a procedure ran', async () => {
    const headers = { 'x-api-key': key.key }
    await call('GET /no/such/path', { headers })
    await call('PUT /categories', { headers })
    await call('POST /plugins', { headers: { ...headers, 'content-type': 'application/json' }, body: '{' })
    await call('POST /plugins', { headers: { ...headers, 'content-type': 'text/csv' }, body: 'a,b' })
    await call('POST /plugins', { headers, body: { name: 'a'.repeat(1_100_000) } })
    expect(await calls()).toEqual([
      ['plugins.create', '/api/v1/plugins', 413, false],
      ['plugins.create', '/api/v1/plugins', 415, false],
      ['plugins.create', '/api/v1/plugins', 400, false],
      ['unknown', '/api/v1/categories', 405, false],
      ['unknown', '/api/v1/no/such/path', 404, false],
    ])
  })

  it('lists what was refused because the owner is deactivated', async () => {
    const write = (isActive: boolean) =>
      execute(app.current, 'update users set is_active = ? where id = ?', [isActive, user.profile.id])
    await write(false)
    await withKey(call, key, 'GET /categories')
    await write(true)
    expect(await calls()).toEqual([['categories.list', '/api/v1/categories', 403, false]])
  })

  it('lists each call of an RPC batch with its own answer', async () => {
    const headers = { 'x-api-key': key.key }
    await call('GET //trpc/categories.list', { headers })
    await call('POST //trpc/plugins.create', { headers, body: {} })
    const input = encodeURIComponent(JSON.stringify({ 1: { slug: 'no-such-plugin' } }))
    const batch = 'categories.list,plugins.get,apiKeys.list,no.such'
    expect((await call(`GET //trpc/${batch}?batch=1&input=${input}`, { headers })).status).toBe(207)
    expect(new Set(await calls())).toEqual(
      new Set([
        ['categories.list', '/trpc/categories.list', 200, true],
        ['plugins.create', '/trpc/plugins.create', 422, false],
        ['categories.list', `/trpc/${batch}`, 200, true],
        ['plugins.get', `/trpc/${batch}`, 404, false],
        ['apiKeys.list', `/trpc/${batch}`, 403, false],
        ['unknown', `/trpc/${batch}`, 404, false],
      ]),
    )
  })

  it('takes a batch that is too long for one call', async () => {
    const path = Array(100).fill('a').join(',')
    await call(`GET //trpc/${path}?batch=1`, { headers: { 'x-api-key': key.key } })
    const [only, ...more] = await calls()
    expect([only?.[0], only?.[3], more]).toEqual(['unknown', false, []])
  })

  it('keeps the first 500 characters of a path', async () => {
    await withKey(call, key, `GET /no/such/${'a'.repeat(5000)}`)
    const [only] = await calls()
    expect(only?.[1]).toBe(`/api/v1/no/such/${'a'.repeat(5000)}`.slice(0, 500))
  })

  it('says nothing of calls with other credentials', async () => {
    const other = await newKey(call, user.token)
    await withKey(call, other, 'GET /categories')
    await call('GET /categories', { token: user.token })
    await call('GET /categories', { headers: { 'x-api-key': `${key.key.slice(0, 14)}${'0'.repeat(32)}` } })
    expect(await calls()).toEqual([])
  })

  it('walks by cursor and neither skips nor repeats while calls come in', async () => {
    for (let made = 0; made < 7; made += 1) await withKey(call, key, `GET /plugins/no-such-${made}`)
    const seen: string[] = []
    let query = '?per_page=3'
    for (;;) {
      const { body } = await usage(query)
      seen.push(...body.data.map(({ resource }: { resource: string }) => resource.slice(-1)))
      await withKey(call, key, 'GET /categories')
      if (body.next_cursor === null) break
      query = `?per_page=3&cursor=${body.next_cursor}`
    }
    expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0'])
  })

  it('counts the days of the last thirty, the newest first', async () => {
    for (const days of [-30, -29, -1, 0]) {
      shift = days * DAY_MS
      await withKey(call, key, 'GET /categories')
      await withKey(call, key, 'GET /plugins/no-such-plugin')
    }
    const dates = [0, -1, -29].map((days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10))
    const { body } = await usage()
    expect(body.daily).toEqual(dates.map((date) => ({ date, requests: 2, failures: 1 })))
    expect(body.data).toHaveLength(8)
  })

  it('is readable by its owner, and nobody else, when the key is gone', async () => {
    await withKey(call, key, 'GET /categories')
    await call(`DELETE /api-keys/${key.id}`, { token: user.token })
    expect(await calls()).toEqual([['categories.list', '/api/v1/categories', 200, true]])
    expect((await usage('', key.id, await signUp(call))).status).toBe(404)
    const unused = await newKey(call, user.token)
    await call(`DELETE /api-keys/${unused.id}`, { token: user.token })
    expect((await usage('', unused.id)).status).toBe(404)
  })

  it('is kept for every call: when it is full, keys have to wait', async () => {
    const { keyUsage } = app.current.services
    const { hasRoom } = keyUsage
    keyUsage.hasRoom = () => false
    const { status, headers, body } = await withKey(call, key, 'GET /categories')
    expect([status, body.error.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '5'])
    expect((await call('GET /categories', { token: user.token })).status).toBe(200)
    keyUsage.hasRoom = hasRoom
    expect((await withKey(call, key, 'GET /categories')).status).toBe(200)
  })

  it('is written at most a second after the call, without anybody asking', async () => {
    await withKey(call, key, 'GET /categories')
    const lastUsed = async () =>
      (await call(`GET /api-keys/${key.id}`, { token: user.token })).body.last_used_at
    await expect.poll(lastUsed, { timeout: 1500 }).toMatch(/Z$/)
  })

  it('counts every one of two hundred calls at once, and writes last_used_at for all of them together', async () => {
    const { sql } = app.current.services
    const { all } = sql
    let batches = 0
    sql.all = (statement, values) => {
      if (statement.text.includes('record_api_key_usage')) batches += 1
      return all(statement, values)
    }
    const burst = Array.from({ length: 200 }, () => withKey(call, key, 'GET /categories'))
    expect((await Promise.all(burst)).every(({ status }) => status === 200)).toBe(true)
    expect((await usage()).body.daily).toEqual([{ date: today(), requests: 200, failures: 0 }])
    expect(batches).toBeLessThan(20)
    sql.all = all
  })
})
