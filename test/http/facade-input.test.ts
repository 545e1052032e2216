import { describe, expect, test } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { fixtureServer } from './fixture.ts'

const fixture = fixtureServer()
const call = callerOf(fixture)

describe('what comes in', () => {
  test('query strings become what the schema says', async () => {
    expect((await call('GET /things?count=5&deep=false&tags=a&ids=1&ids=2')).body).toEqual({
      count: 5,
      deep: false,
      tags: ['a'],
      ids: [1, 2],
    })
  })

  test('a missing parameter takes its default', async () => {
    expect((await call('GET /things')).body).toEqual({ count: 3 })
  })

  test.each(['0', '10', 'five', '1.5', '0x5', '1e1', '', ' 5', 'NaN', '99999999999999999999'])(
    'a count of "%s" is refused and named',
    async (count) => {
      const { status, body } = await call(`GET /things?count=${encodeURIComponent(count)}`)
      expect(status).toBe(422)
      expect(body.error.code).toBe('validation_failed')
      expect(body.error.issues[0].path).toBe('count')
    },
  )

  test('RPC keeps its types after REST has coerced: a string is not a number there', async () => {
    await call('GET /things?count=5')
    const answer = await call(`GET //trpc/things.list?input=${encodeURIComponent('{"count":"5"}')}`)
    expect(answer.status).toBe(422)
  })

  test('percent-encoded path parameters are decoded once', async () => {
    expect((await call('GET /things/1.0%2Bb%2525%20%C3%A9')).body.slug).toBe('1.0+b%25 é')
  })

  test('a path parameter that cannot name anything is not found', async () => {
    expect((await call('GET /things/xyz')).status).toBe(404)
  })

  test('broken percent-encoding is a bad request', async () => {
    const { status, body } = await call('GET /things/%E0%A4%A')
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
  })

  test('the path wins over a body member of the same name, and text is cleaned', async () => {
    const { status, body } = await call('POST /things/one', {
      body: { slug: 'two', name: ' a\u0000b\u0301c ' },
    })
    expect(status).toBe(201)
    expect(body).toEqual({ slug: 'one', name: 'ab\u0301c'.normalize('NFC'), count: 3 })
  })

  test('lengths count characters, not bytes or code units', async () => {
    expect((await call('POST /things/one', { body: { name: '🎃🎃🎃🎃🎃' } })).status).toBe(201)
    expect((await call('POST /things/one', { body: { name: '🎃🎃🎃🎃🎃🎃' } })).status).toBe(422)
  })

  test('an unpaired surrogate is refused', async () => {
    const { status } = await call('POST /things/one', {
      headers: { 'content-type': 'application/json' },
      body: '{"name":"abc\\ud800"}',
    })
    expect(status).toBe(422)
  })

  test.each(['null', '[]', '"text"', '5'])('a body of %s is refused', async (body) => {
    const { status } = await call('POST /things/one', {
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(status).toBe(422)
  })

  test('an empty body with a JSON content type is no body', async () => {
    const { status } = await call('DELETE /things/one', { headers: { 'content-type': 'application/json' } })
    expect(status).toBe(204)
    const { body } = await call('POST /things/one', {
      headers: { 'content-type': 'application/json' },
      body: '',
    })
    expect(body.error.issues[0].path).toBe('name')
  })

  test.each(['{', '{"a":}', "{'a':1}", '{"__proto__":{"a":1}}'])('malformed JSON %s is 400', async (body) => {
    const answer = await call('POST /things/one', { headers: { 'content-type': 'application/json' }, body })
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
    'a %s body is 415',
    async (type) => {
      const { status, body } = await call('POST /things/one', {
        headers: { 'content-type': type },
        body: '{"name":"abc"}',
      })
      expect([status, body.error.code]).toEqual([415, 'unsupported_media_type'])
    },
  )

  test('a multipart body is 415 where no file is taken', async () => {
    const form = new FormData()
    form.set('name', 'abc')
    expect((await call('POST /things/one', { body: form })).status).toBe(415)
  })

  test('a body of 10 MB is 413', async () => {
    const { status, body } = await call('POST /things/one', { body: { name: 'x'.repeat(10_000_000) } })
    expect([status, body.error.code]).toEqual([413, 'payload_too_large'])
  })

  test('where the source says 400, a failed schema check is 400', async () => {
    const { status, body } = await call('PUT /strict', { body: {} })
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
  })
})

describe('methods', () => {
  test('HEAD answers as GET without a body, and says so to the procedure', async () => {
    const head = await call('HEAD /things/one')
    expect([head.status, head.body.length]).toEqual([200, 0])
    expect((await call('GET /things/one')).body.peek).toBe(false)
    expect(head.headers.get('content-length')).toBe(
      String(JSON.stringify({ slug: 'one', peek: true }).length),
    )
  })

  test('OPTIONS names the methods of the path', async () => {
    const { status, headers } = await call('OPTIONS /things/one')
    expect([status, headers.get('allow')]).toEqual([204, 'GET, POST, DELETE, HEAD, OPTIONS'])
  })

  test.each(['PUT', 'PATCH'])('%s on a path that does not know it is 405 with Allow', async (method) => {
    const { status, headers, body } = await call(`${method} /things/one`, { body: { any: 'thing' } })
    expect([status, body.error.code]).toEqual([405, 'method_not_allowed'])
    expect(headers.get('allow')).toBe('GET, POST, DELETE, HEAD, OPTIONS')
  })

  test('a path nobody knows is 404 in the one shape', async () => {
    for (const path of ['/nowhere', '//nowhere', '//api/v2/things'] as const) {
      const { status, body } = await call(`GET ${path}`)
      expect([status, body.error.code]).toEqual([404, 'not_found'])
    }
  })
})
