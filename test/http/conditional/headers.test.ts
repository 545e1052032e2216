import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey } from '../../support/keys.ts'
import { deactivatePlugin, newPlugin, newVersion } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const LONG = 'What it does and how it is set up. '.repeat(100)
const PLAIN = { 'accept-encoding': 'identity' }

let author: TestUser
let slug: string
let longSlug: string
beforeAll(async () => {
  author = await signUp(call)
  slug = (await newPlugin(call, author.token)).slug
  longSlug = (await newPlugin(call, author.token, { description: LONG })).slug
  await newVersion(call, author.token, slug)
})

const get = (path: string, headers: Record<string, string> = {}) =>
  call(`GET ${path}` as 'GET /', { headers })
const tagOf = async (path: string, headers: Record<string, string> = PLAIN) =>
  (await get(path, headers)).headers.get('etag') as string

const ways = (): [string, string][] => [
  ['by one row', `/plugins/${slug}`],
  ['by its whole body', '/categories'],
]
const WAYS = [0, 1] as const

describe.each(WAYS)('an answer that may be kept (%i)', (way) => {
  const path = () => (ways()[way] as [string, string])[1]

  test('has a strong tag and says who may keep it', async () => {
    const { status, headers } = await get(path(), PLAIN)
    expect(status).toBe(200)
    expect(headers.get('etag')).toMatch(/^"[\w+/]{20,}"$/)
    expect(headers.get('cache-control')).toMatch(/^public, (no-cache|max-age=60, stale-while-revalidate=60)$/)
    const vary = headers.get('vary')?.toLowerCase().split(', ')
    expect(vary).toEqual(['origin', 'accept-encoding', 'authorization', 'cookie', 'x-api-key', 'x-org-id'])
  })

  test('is 304 for who has it, with the headers of the answer and no body', async () => {
    const full = await get(path(), PLAIN)
    const { status, headers, body } = await get(path(), {
      ...PLAIN,
      'if-none-match': full.headers.get('etag') ?? '',
    })
    expect([status, body.length]).toEqual([304, 0])
    for (const name of ['etag', 'cache-control', 'vary'])
      expect(headers.get(name)).toBe(full.headers.get(name))
    for (const name of ['x-request-id', 'x-ratelimit-remaining']) expect(headers.has(name)).toBe(true)
    for (const name of ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'])
      expect(headers.has(name)).toBe(false)
  })

  test.each([
    ['anything', () => '*'],
    ['a list', (tag: string) => `"other", ${tag},"another"`],
    ['a weak form', (tag: string) => `W/${tag}`],
    ['a list of weak forms', (tag: string) => `W/"other",W/${tag}`],
  ])('is 304 for who has %s', async (_, known) => {
    const tag = await tagOf(path())
    const { status, headers } = await get(path(), { ...PLAIN, 'if-none-match': known(tag) })
    expect([status, headers.get('etag')]).toEqual([304, tag])
  })

  test.each([
    ['nothing', () => ''],
    ['another tag', () => '"other"'],
    ['no quotes', (tag: string) => tag.slice(1, -1)],
    ['one quote', (tag: string) => tag.slice(0, -1)],
    ['another case', (tag: string) => tag.toUpperCase().replace(/"$/, 'x"')],
    ['more than the tag', (tag: string) => `"x${tag.slice(1)}`],
    ['less than the tag', (tag: string) => `${tag.slice(0, -2)}"`],
    ['the beginning of a tag alone', (tag: string) => `${tag.slice(0, 9)}"`],
    ['SQL', () => `"'; drop table plugins; --"`],
    ['an array', () => `"{}", "{a,b}", "null"`],
    ['very many', () => Array.from({ length: 1000 }, (_, i) => `"${i}"`).join(',')],
    ['a star in quotes', () => '"*"'],
  ])('is sent to who has %s', async (_, known) => {
    const tag = await tagOf(path())
    const { status, headers } = await get(path(), { ...PLAIN, 'if-none-match': known(tag) })
    expect([status, headers.get('etag')]).toEqual([200, tag])
  })

  test('says the same to HEAD', async () => {
    const tag = await tagOf(path())
    const head = (headers: Record<string, string>) => call(`HEAD ${path()}` as 'HEAD /', { headers })
    const first = await head(PLAIN)
    expect([first.status, first.headers.get('etag')]).toEqual([200, tag])
    const again = await head({ ...PLAIN, 'if-none-match': tag })
    expect([again.status, again.headers.get('etag')]).toEqual([304, tag])
    expect(again.headers.has('content-length')).toBe(false)
    expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'))
  })

  test('is kept by nobody else for who sends credentials or another cookie', async () => {
    const { key } = await newKey(call, author.token, { permissions: ['read'] })
    for (const headers of [
      { authorization: `Bearer ${author.token}` },
      { authorization: `Bearer ${key}` },
      { 'x-api-key': key },
      { cookie: author.cookie },
      { cookie: 'theme=dark' },
    ] as Record<string, string>[]) {
      const { status, headers: sent } = await get(path(), { ...PLAIN, ...headers })
      expect([status, sent.get('cache-control')]).toEqual([200, 'private, no-cache'])
      const again = await get(path(), { ...PLAIN, ...headers, 'if-none-match': sent.get('etag') ?? '' })
      expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'private, no-cache'])
    }
  })

  test('is not confirmed to who sends a credential that is not good', async () => {
    const tag = await tagOf(path())
    for (const credential of [{ authorization: 'Bearer nobody' }, { 'x-api-key': 'phub_00000000_none' }]) {
      for (const known of [tag, '*']) {
        const { status, headers } = await get(path(), { ...credential, 'if-none-match': known } as never)
        expect([status, headers.get('cache-control'), headers.get('etag')]).toEqual([401, 'no-store', null])
      }
    }
  })
})

describe('a compressed answer', () => {
  test.each(['row', 'body'])('has a tag of its own, that only those who take it have (%s)', async (kind) => {
    const path = kind === 'row' ? `/plugins/${longSlug}` : '/categories'
    const plain = await tagOf(path)
    const gzip = await get(path, { 'accept-encoding': 'gzip' })
    const compressed = gzip.headers.get('etag') as string
    expect([gzip.headers.get('content-encoding'), compressed]).toEqual([
      'gzip',
      `${plain.slice(0, -1)}-gzip"`,
    ])
    expect(gzip.headers.get('vary')?.match(/accept-encoding/gi)).toHaveLength(1)
    const ask = async (encoding: string, known: string) => {
      const { status, headers } = await get(path, { 'accept-encoding': encoding, 'if-none-match': known })
      return [status, headers.get('etag')]
    }
    expect(await ask('gzip', compressed)).toEqual([304, compressed])
    expect(await ask('br, gzip;q=0.5', `W/${compressed}`)).toEqual([304, compressed])
    expect(await ask('gzip', plain)).toEqual([304, plain])
    expect(await ask('gzip', `${plain}, ${compressed}`)).toEqual([304, compressed])
    for (const encoding of ['identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br']) {
      expect(await ask(encoding, compressed)).toEqual([200, plain])
      expect(await ask(encoding, `${compressed}, ${plain}`)).toEqual([304, plain])
    }
  })

  test('of a short one there is none: the tag is the same', async () => {
    expect(await tagOf('/stats', { 'accept-encoding': 'gzip' })).toBe(await tagOf('/stats'))
  })
})

describe('what may not be kept', () => {
  test('an error is never confirmed, and nobody keeps it', async () => {
    const gone = (await newPlugin(call, author.token)).slug
    const tag = await tagOf(`/plugins/${gone}`)
    await deactivatePlugin(app.current, gone)
    for (const path of [
      `/plugins/${gone}`,
      '/plugins/nowhere',
      '/plugins?page=0',
      `/plugins/${slug}/changelog`,
    ]) {
      for (const known of [tag, '*']) {
        const { status, headers } = await get(path, { 'if-none-match': known })
        expect(status).toBeGreaterThanOrEqual(404)
        expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null])
      }
    }
  })

  test('a read that counts downloads counts each time', async () => {
    const path = `/plugins/${slug}/versions/1.0.0`
    const { body } = await get(path)
    for (const [index, known] of ['*', '"x"', await tagOf(`/plugins/${slug}`)].entries()) {
      const { status, headers, body: again } = await get(path, { 'if-none-match': known })
      expect([status, again.downloads]).toEqual([200, body.downloads + 1 + index])
      expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null])
    }
  })

  test.each(['/auth/me', '/notifications', '/dashboard/stats', '/orgs', '/health'])('%s', async (path) => {
    for (const known of ['*', '"x"']) {
      const { status, headers } = await call(`GET ${path}` as 'GET /', {
        token: author.token,
        headers: { 'if-none-match': known },
      })
      expect([status, headers.get('cache-control'), headers.get('etag')]).toEqual([200, 'no-store', null])
    }
  })
})
