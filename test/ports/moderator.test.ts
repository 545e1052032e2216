import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createLog } from '../../src/lib/log.ts'
import { createModerator } from '../../src/ports/moderator/index.ts'
import type { ModeratedListing } from '../../src/ports/moderator/moderator.ts'

const LISTING: ModeratedListing = {
  listingId: 'lst_0198f2c0-5a6b-7c8d-9e0f-1a2b3c4d5e6f',
  title: 'Wise Innkeeper',
  summary: 'Knows every rumour.',
  description: '',
  license: 'cc_by',
  priceUsdMicros: 0,
  tags: [],
}
const log = createLog('silent')

describe('the rules', () => {
  const rules = createModerator({ kind: 'rules' }, log)
  const judge = (changes: Partial<ModeratedListing>, duplicates = 0) =>
    rules.judge({ ...LISTING, ...changes }, { duplicates })

  it('approve what no rule finds fault with', async () => {
    expect(await judge({ description: 'See https://example.com/docs.', tags: ['npc'] })).toEqual({
      kind: 'approved',
      reason: expect.any(String),
      flags: [],
    })
  })

  it.each([
    ['a banned term', { title: 'Best keygen' }, 'banned_term'],
    ['a banned term in capitals and digits', { summary: 'FR33 R0BUX!' }, 'banned_term'],
    ['a banned term with accents and dashes', { description: 'töken-gräbber, token-grabber' }, 'banned_term'],
    ['a banned term with invisible characters', { title: 'ran\u200bsom\u00adware' }, 'banned_term'],
    ['a banned term as a tag', { tags: ['keylogger'] }, 'banned_term'],
    ['a shortened link', { description: 'Look at https://bit.ly/3xyz' }, 'shortened_link'],
    ['a shortened link with www', { description: 'HTTPS://WWW.TinyURL.com/abc' }, 'shortened_link'],
  ])('reject %s', async (_, changes, flag) => {
    const verdict = await judge(changes)
    expect(verdict).toMatchObject({ kind: 'rejected', flags: [flag] })
    expect(verdict.reason).not.toBe('')
  })

  it.each([
    ['a bare address', { description: 'http://203.0.113.7/get' }, 'suspicious_link'],
    ['an encoded host', { description: 'https://xn--e1afmkfd.example/' }, 'suspicious_link'],
    ['six links', { description: 'https://example.com/a '.repeat(6) }, 'many_links'],
    ['a price of 1,001 dollars', { priceUsdMicros: 1_001_000_000 }, 'unusual_price'],
    ['a price of 10 cents', { priceUsdMicros: 100_000 }, 'unusual_price'],
  ])('leave %s to the staff', async (_, changes, flag) => {
    expect(await judge(changes)).toMatchObject({ kind: 'flagged_for_review', flags: [flag] })
  })

  it('leave duplicates to the staff', async () => {
    expect(await judge({}, 1)).toMatchObject({ kind: 'flagged_for_review', flags: ['duplicate'] })
  })

  it('decide by the gravest and name all', async () => {
    expect(await judge({ title: 'keygen', priceUsdMicros: 5_000_000_000 }, 2)).toMatchObject({
      kind: 'rejected',
      flags: ['banned_term', 'unusual_price', 'duplicate'],
    })
  })

  it.each([
    ['a word that contains a banned one', { title: 'Monkeygenius' }],
    ['a price of a dollar', { priceUsdMicros: 1_000_000 }],
    ['five links', { description: 'https://example.com/a '.repeat(5) }],
  ])('let %s pass', async (_, changes) => {
    expect((await judge(changes)).kind).toBe('approved')
  })

  it('take a text of 20,000 odd characters in their stride', async () => {
    for (const sign of ['a', '\u200b', 'http://', '-', '$', 'ﷺ', '4']) {
      expect((await judge({ description: sign.repeat(20_000 / sign.length) })).kind).toBeDefined()
    }
  })
})

describe('the HTTP moderator', () => {
  let stop = () => {}
  afterEach(() => stop())

  async function service(answer: RequestListener) {
    const server = createServer(answer)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stop = () => void server.close().closeAllConnections()
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/moderate`
    return createModerator({ kind: 'http', url, token: 'secret' }, log)
  }

  const answering = (status: number, body: unknown, headers = {}) =>
    service((_, response) =>
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body)),
    )
  const good = { kind: 'approved', reason: 'Fine', flags: ['seen'] }

  it('is asked as the contract says', async () => {
    const asked: { authorization?: string; type?: string; method?: string; body: string }[] = []
    const moderator = await service((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        const { authorization, 'content-type': type } = request.headers
        asked.push({ authorization, type, method: request.method, body })
        response.end(JSON.stringify({ ...good, kind: 'rejected' }))
      })
    })
    expect(await moderator.judge(LISTING, { duplicates: 0 })).toEqual({ ...good, kind: 'rejected' })
    const [{ body = '', ...rest } = {}] = asked
    expect(rest).toEqual({ authorization: 'Bearer secret', type: 'application/json', method: 'POST' })
    expect(JSON.parse(body)).toEqual({ listing: LISTING })
  })

  it.each([
    ['another status', 201, good],
    ['an error', 500, good],
    ['a redirect', 302, good],
    ['no JSON', 200, '<html>'],
    ['nothing', 200, ''],
    ['an unknown verdict', 200, { ...good, kind: 'maybe' }],
    ['no reason', 200, { ...good, reason: '' }],
    ['flags that are no list', 200, { ...good, flags: 'spam' }],
    ['a megabyte', 200, { ...good, reason: 'x'.repeat(1_000_000) }],
    ['bytes that are no text', 200, '\ud800'],
  ])('that answers %s leaves the listing to the staff', async (_, status, body) => {
    const moderator = await answering(status, body, status === 302 ? { location: '/moderate' } : {})
    expect(await moderator.judge(LISTING, { duplicates: 0 })).toMatchObject({
      kind: 'flagged_for_review',
      flags: ['moderator_unavailable'],
    })
  })

  it('that hangs up leaves the listing to the staff', async () => {
    const moderator = await service((request) => request.socket.destroy())
    expect((await moderator.judge(LISTING, { duplicates: 0 })).kind).toBe('flagged_for_review')
  })

  it('that never answers is given up after five seconds', { timeout: 15_000 }, async () => {
    const moderator = await service((_, response) => void response.writeHead(200).write('{'))
    expect((await moderator.judge(LISTING, { duplicates: 0 })).kind).toBe('flagged_for_review')
  })

  it('that is not there leaves the listing to the staff', async () => {
    const moderator = createModerator({ kind: 'http', url: 'http://127.0.0.1:1/', token: 'x' }, log)
    expect((await moderator.judge(LISTING, { duplicates: 0 })).kind).toBe('flagged_for_review')
  })
})
