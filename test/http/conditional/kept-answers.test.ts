import { beforeAll, describe, expect, test } from 'vitest'
import { keepAnswers } from '../../../src/http/kept-answers.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { done, newStaff } from '../../support/moderation.ts'
import { deactivatePlugin, newPlugin, newVersion, reactivatePlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const PLAIN = { 'accept-encoding': 'identity' }
const OWN_TO_A_REQUEST = ['x-request-id', 'date', 'x-ratelimit-remaining', 'x-ratelimit-reset']

let author: TestUser
let slug: string
let paths: string[]
beforeAll(async () => {
  author = await signUp(call)
  slug = (await newPlugin(call, author.token, { description: 'What it does. '.repeat(200) })).slug
  await newVersion(call, author.token, slug)
  paths = ['', '/versions', '/versions/1.0.0/dependencies/graph', '/reviews'].map(
    (rest) => `/plugins/${slug}${rest}`,
  )
})

const get = (path: string, headers: Record<string, string> = PLAIN, token?: string) =>
  call(`GET ${path}` as 'GET /', { headers, token })
const rename = (name: string) => call(`PUT /plugins/${slug}`, { token: author.token, body: { name } })
const shared = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => !OWN_TO_A_REQUEST.includes(name)))

/** What the database sent while `work` was done: rows, or only their tags. */
async function sent(work: () => Promise<unknown>): Promise<string[]> {
  const { services } = app.current
  const { sql } = services
  const answers: string[] = []
  services.sql = {
    ...sql,
    tagged: async (...ask) => {
      const found = await sql.tagged(...ask)
      answers.push(!found ? 'nothing' : found.row ? 'row' : 'tag')
      return found as never
    },
  }
  await work().finally(() => {
    services.sql = sql
  })
  return answers
}

describe('an answer that was sent before', () => {
  test('is asked for by its tag, and sent again as it was', async () => {
    for (const path of paths) {
      const first = await get(path)
      let second = first
      expect([path, await sent(async () => (second = await get(path)))]).toEqual([path, ['tag']])
      expect(second.body).toEqual(first.body)
      expect([second.status, shared(second.headers)]).toEqual([200, shared(first.headers)])
    }
  })

  test('is compressed for who takes that, a 304 for who has it, and headers alone for HEAD', async () => {
    const [path] = paths as [string]
    const first = await get(path, { 'accept-encoding': 'gzip' })
    const second = await get(path, { 'accept-encoding': 'gzip' })
    expect(second.headers.get('content-encoding')).toBe('gzip')
    expect([second.body, shared(second.headers)]).toEqual([first.body, shared(first.headers)])
    const tag = (await get(path)).headers.get('etag') as string
    for (const known of [tag, `"other", ${tag}`, '*'])
      expect((await get(path, { ...PLAIN, 'if-none-match': known })).status).toBe(304)
    expect((await get(path, { ...PLAIN, 'if-none-match': '"other"' })).status).toBe(200)
    const head = await fetch(`${app.current.origin}/api/v1${path}`, { method: 'HEAD', headers: PLAIN })
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, tag, ''])
  })

  test('is never sent after what it says has changed, to however many at once', async () => {
    for (let n = 1; n <= 5; n++) {
      const [path] = paths as [string]
      const reading = Array.from({ length: 20 }, () => get(path))
      await rename(`Renamed ${n}`)
      const after = await Promise.all(Array.from({ length: 20 }, () => get(path)))
      expect(new Set(after.map(({ body }) => (body as { name: string }).name))).toEqual(
        new Set([`Renamed ${n}`]),
      )
      await Promise.all(reading)
    }
  })

  test('is 404 as soon as it is taken away, and there again with what is taken back', async () => {
    await Promise.all(paths.map((path) => get(path)))
    await deactivatePlugin(app.current, slug)
    expect(await Promise.all(paths.map(async (path) => (await get(path)).status))).toEqual(
      paths.map(() => 404),
    )
    await reactivatePlugin(app.current, slug)
    for (const path of paths) expect([path, await sent(() => get(path))]).toEqual([path, ['tag']])
  })

  test('of who is shadow-banned is sent to nobody else', async () => {
    const hidden = await signUp(call)
    const own = await newPlugin(call, hidden.token)
    const staff = await newStaff(call, app.current)
    const path = `/plugins/${own.slug}`
    await get(path)
    await done(call, { token: staff.token }, hidden, 'shadow_ban')
    const statuses = async () => {
      const seen = [
        await get(path, PLAIN, hidden.token),
        await get(path),
        await get(path, PLAIN, author.token),
      ]
      return seen.map(({ status }) => status)
    }
    expect(await statuses()).toEqual([200, 404, 404])
    expect(await statuses()).toEqual([200, 404, 404])
  })
})

describe('what is kept', () => {
  const answer = (length: number) => ({ tag: 'tag', body: 'x'.repeat(length) })

  test('stays within its bytes: who was asked for longest ago goes', () => {
    const answers = keepAnswers(10_000)
    for (let n = 0; n < 20; n++) {
      answers.keep(`/${n}`, answer(1000))
      answers.get('/0')
    }
    const kept = Array.from({ length: 20 }, (_, n) => `/${n}`).filter((url) => answers.get(url))
    expect(kept).toEqual(['/0', '/13', '/14', '/15', '/16', '/17', '/18', '/19'])
  })

  test('leaves out what would take the place of most others', () => {
    const answers = keepAnswers(10_000)
    answers.keep('/small', answer(100))
    answers.keep('/large', answer(2000))
    expect([answers.get('/small'), answers.get('/large')]).toEqual([answer(100), undefined])
  })

  test('is nothing where there is no room', () => {
    const answers = keepAnswers(0)
    answers.keep('/', answer(1))
    expect(answers.get('/')).toBeUndefined()
  })
})
