import { get, type ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { Browser, testProvider } from '../../support/oauth.ts'
import { somebody } from '../../support/oauth-people.ts'

const provider = await testProvider()
const app = testApp({
  env: { ...provider.env, DISCORD_TOKEN_URL: `http://127.0.0.1:${await closedPort()}/token` },
})
const call = callerOf(app)

afterEach(() => vi.restoreAllMocks())

const comeBack = (name: 'github' | 'google' | 'discord' = 'github') =>
  new Browser(call).signIn(provider, name, somebody(name))

/** Expects 500 without its cause, and nothing done. */
async function expectFailure(answer: ReturnType<typeof comeBack>): Promise<void> {
  const { status, body, headers } = await answer
  expect([status, body]).toEqual([
    500,
    { error: { code: 'internal', message: 'An unexpected error occurred', request_id: expect.any(String) } },
  ])
  expect(headers.getSetCookie().join()).not.toContain('pumpkin_hub_token=')
  expect(await execute(app.current, 'select 1 from users')).toEqual([])
}

/** Each of them on the three things the app asks GitHub for. */
const ENDPOINTS = ['/token', '/userinfo', '/userinfo/emails']

const answering =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (_: unknown, response: ServerResponse) =>
    void response.writeHead(status, headers).end(body)

const json = { 'content-type': 'application/json' }

describe.each(ENDPOINTS)('%s of the provider', (path) => {
  it.each([
    ['is down', 503, 'down for maintenance'],
    ['is forbidden', 403, '{"message":"rate limit exceeded"}'],
    ['is gone', 404, ''],
    ['answers nothing', 200, ''],
    ['answers a page', 200, '<!doctype html><title>Sign in</title>'],
    ['answers half of something', 200, '{"access_token": "abc'],
    ['answers a text', 200, '"hello"'],
    ['answers null', 200, 'null'],
    ['answers a number', 200, '42'],
    ['answers an empty object', 200, '{}'],
    ['answers an empty list in a list', 200, '[[]]'],
    ['answers prototypes', 200, '{"__proto__": {"access_token": "x", "id": 1}, "constructor": 1}'],
    ['answers values of other types', 200, '{"access_token": 1, "id": {}, "login": [], "email": 7}'],
  ])('that %s', async (_, status, body) => {
    provider.faults.set(path, answering(status, body, json))
    await expectFailure(comeBack())
  })

  it('that hangs up', async () => {
    provider.faults.set(path, (request) => request.socket.destroy())
    await expectFailure(comeBack())
  })

  it('that leads elsewhere is not followed', async () => {
    for (const status of [301, 302, 307, 308]) {
      provider.faults.set(path, answering(status, '', { location: '/elsewhere' }))
      await expectFailure(comeBack())
    }
    expect(provider.requests.filter((each) => each.includes('elsewhere'))).toEqual([])
  })

  it('that does not answer is waited for as long as ten seconds', async () => {
    const limits = hurry()
    provider.faults.set(path, () => {})
    await expectFailure(comeBack())
    expect(limits).toHaveBeenCalledExactlyOnceWith(10_000)
  })

  it('that answers a byte now and then is not waited for longer', async () => {
    hurry()
    let timer: NodeJS.Timeout | undefined
    provider.faults.set(path, (_, response) => {
      response.writeHead(200, json)
      timer = setInterval(() => response.write(' '), 20)
    })
    await expectFailure(comeBack()).finally(() => clearInterval(timer))
  })

  it('that does not stop answering is hung up on', async () => {
    let sent = 0
    const closed = new Promise<void>((resolve) => {
      provider.faults.set(path, (_, response) => {
        response.writeHead(200, json)
        response.on('close', resolve)
        const more = (): void => {
          if (response.destroyed) return
          sent += 16_384
          if (response.write('"'.padEnd(16_384, 'a'))) setImmediate(more)
          else response.once('drain', more)
        }
        more()
      })
    })
    await expectFailure(comeBack())
    await closed
    expect(sent).toBeLessThan(20_000_000)
  })
})

it('a provider that nobody is at is an error of ours', async () => {
  await expectFailure(comeBack('discord'))
})

describe('a token endpoint that says', () => {
  it.each([
    ['invalid_grant', 400, 401],
    ['bad_verification_code', 200, 401],
    ['incorrect_client_credentials', 200, 500],
    ['invalid_client', 401, 500],
    ['redirect_uri_mismatch', 400, 500],
  ])('%s with %i is answered with %i', async (error, status, expected) => {
    provider.faults.set(
      '/token',
      answering(status, JSON.stringify({ error, error_description: 'why' }), json),
    )
    const answer = await comeBack()
    expect(answer.status).toBe(expected)
    expect(JSON.stringify(answer.body)).not.toContain('why')
  })
})

describe('an id', () => {
  it.each([
    ['0', 'github', { id: 0 }],
    ['-1', 'github', { id: -1 }],
    ['1e300', 'github', { id: 1e300 }],
    ['as text', 'github', { id: '1' }],
    ['missing', 'google', {}],
    ['empty', 'google', { sub: '' }],
    ['with a zero byte', 'google', { sub: 'a\u0000' }],
    ['of 300 characters', 'google', { sub: 'a'.repeat(300) }],
  ] as const)('that is %s is nobody', async (_, name, userInfo) => {
    provider.faults.set('/userinfo', answering(200, JSON.stringify(userInfo), json))
    await expectFailure(comeBack(name))
  })
})

it('a client that goes away is not waited for', async () => {
  const gone = new Promise<void>((resolve) => {
    provider.faults.set('/token', (_, response) => void response.on('close', resolve))
  })
  const browser = new Browser(call)
  const way = await browser.leave(provider, 'github', somebody('github'))
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  const asked = get(`${app.current.origin}/api/v1${way}`, { headers: { cookie }, agent: false })
  asked.on('error', () => {})
  await vi.waitUntil(() => provider.requests.includes('POST /token'))
  asked.destroy()
  await gone
})

/** The app's patience, without the wait. */
function hurry() {
  const timeout = AbortSignal.timeout
  return vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 200))
}

async function closedPort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
