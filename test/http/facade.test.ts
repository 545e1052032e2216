import { connect } from 'node:net'
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { fixtureServer } from './fixture.ts'

const fixture = fixtureServer()
const call = callerOf(fixture)
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

describe('what goes out', () => {
  test('every answer carries a request id, and errors repeat it', async () => {
    const ok = await call('GET /things', { headers: { 'x-request-id': 'mine' } })
    expect(ok.headers.get('x-request-id')).toMatch(UUID)
    const error = await call('GET /nowhere')
    expect(error.body.error.request_id).toBe(`req_${error.headers.get('x-request-id')}`)
    expect(fixture.lines.some((line) => line.client_request_id === 'mine')).toBe(true)
  })

  test('security headers are on answers and errors', async () => {
    for (const path of ['/things', '/nowhere'] as const) {
      const { headers } = await call(`GET ${path}`)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    }
  })

  test('a long answer is compressed for those who take gzip', async () => {
    const { headers, body } = await call('GET /large', { headers: { 'accept-encoding': 'gzip' } })
    expect(headers.get('content-encoding')).toBe('gzip')
    expect(body).toBe('gourd '.repeat(1000))
    expect(
      (await call('GET /large', { headers: { 'accept-encoding': 'identity' } })).headers.has(
        'content-encoding',
      ),
    ).toBe(false)
  })

  test('a preflight from an allowed origin is answered for an hour', async () => {
    const { status, headers } = await call('OPTIONS /things/one', {
      headers: { origin: 'https://hub.example', 'access-control-request-method': 'DELETE' },
    })
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('https://hub.example')
    expect(headers.get('access-control-allow-credentials')).toBe('true')
    expect(headers.get('access-control-max-age')).toBe('3600')
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE')
  })

  test('errors carry the CORS headers too, and a foreign origin gets none', async () => {
    const own = await call('GET /nowhere', { headers: { origin: 'https://hub.example' } })
    expect(own.headers.get('access-control-allow-origin')).toBe('https://hub.example')
    const foreign = await call('GET /things', { headers: { origin: 'https://evil.example' } })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('failures', () => {
  test.each(['/broken', '/misshapen'] as const)(
    '%s: the cause is in the log, never in the answer',
    async (path) => {
      const { status, body } = await call(`GET ${path}`)
      expect([status, body.error.code, body.error.message]).toEqual([
        500,
        'internal',
        'An unexpected error occurred',
      ])
      expect(JSON.stringify(body)).not.toContain('hunter2')
      const id = body.error.request_id.slice(4)
      expect(fixture.lines.find((line) => line.level === 'error' && line.reqId === id)).toBeDefined()
    },
  )

  test('what takes too long is stopped with 504', async () => {
    const { status, body } = await call('GET /slow')
    expect([status, body.error.code]).toEqual([504, 'timeout'])
    const rpc = await call('GET //trpc/things.slow')
    expect([rpc.status, rpc.body.error.data.code]).toEqual([504, 'timeout'])
  })

  test('a database that cannot be asked is 503 for those with a credential', async () => {
    const { status, body } = await call('GET /things', { token: 'no-database' })
    expect([status, body.error.code]).toEqual([503, 'unavailable'])
  })

  test('bytes that are not HTTP get an answer and no crash', async () => {
    const answer = await raw('GARBAGE\r\n\r\n')
    expect(answer).toContain('400 Bad Request')
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').error.code).toBe('bad_request')
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`)).toContain('431')
  })
})

describe('who may call', () => {
  test('a wrong credential is 401 at once, also where nobody has to sign in', async () => {
    for (const headers of [
      { authorization: 'Bearer nobody' },
      { authorization: 'Basic x' },
      { 'x-api-key': 'k' },
      { cookie: 'pumpkin_hub_token=x' },
    ] as Record<string, string>[]) {
      const { status, headers: sent } = await call('GET /things', { headers })
      expect([status, sent.get('www-authenticate')]).toEqual([401, 'Bearer'])
    }
  })

  test('two credentials that disagree are 401', async () => {
    const { status } = await call('GET /things', { token: 'a-author', cookie: 'pumpkin_hub_token=an-admin' })
    expect(status).toBe(401)
  })

  test('whoever may not call learns nothing about the input', async () => {
    expect((await call('POST /mine', { body: { wrong: 1 } })).status).toBe(401)
    expect((await call('POST /mine', { body: { wrong: 1 }, token: 'a-author' })).status).toBe(422)
    expect((await call('POST /mine', { body: { name: 'x' }, token: 'a-author' })).body).toBe('a-author')
  })

  test('a role opens what is its own', async () => {
    expect((await call('GET /staff')).status).toBe(401)
    expect((await call('GET /staff', { token: 'a-author' })).status).toBe(403)
    expect((await call('GET /staff', { token: 'an-admin' })).status).toBe(200)
  })
})

describe('typed RPC', () => {
  test('errors carry code, request id and details in their data', async () => {
    const client = createTRPCClient<any>({
      links: [httpBatchLink({ url: `${fixture.current.origin}/trpc` })],
    }) as any
    const error = await client.things.taken.mutate().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TRPCClientError)
    expect(error.message).toBe('It is taken.')
    expect(error.data).toMatchObject({ code: 'conflict', httpStatus: 409, path: 'things.taken' })
    expect(error.data.request_id).toMatch(/^req_[0-9a-f-]{36}$/)
    expect(error.data).not.toHaveProperty('stack')
  })

  test('a batch answers each call by itself', async () => {
    const input = encodeURIComponent(JSON.stringify({ 0: { count: 2 }, 1: { count: 20 } }))
    const { body } = await call(`GET //trpc/things.list,things.list?batch=1&input=${input}`)
    expect(body[0].result.data).toEqual({ count: 2 })
    expect(body[1].error.data).toMatchObject({ code: 'validation_failed', issues: [{ path: 'count' }] })
  })

  test.each([
    ['GET //trpc/nothing.here', 404, 'not_found'],
    ['GET //trpc/things.taken', 405, 'method_not_allowed'],
    ['POST //trpc/things.taken', 415, 'unsupported_media_type'],
  ] as const)('%s is %i', async (request, status, code) => {
    const answer = await call(
      request,
      status === 415 ? { body: 'x', headers: { 'content-type': 'text/csv' } } : {},
    )
    expect([answer.status, answer.body.error.data.code]).toEqual([status, code])
  })
})

/** Sends bytes as they are and reads until the server closes. */
function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(fixture.current.origin)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
