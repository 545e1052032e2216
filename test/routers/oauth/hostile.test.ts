import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/lib/clock.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { Browser, testProvider } from '../../support/oauth.ts'
import { somebody } from '../../support/oauth-people.ts'
import { ODD_TEXTS } from '../../support/text.ts'

const provider = await testProvider()
let late = 0
const clock: Clock = { now: () => new Date(Date.now() + late) }
const app = testApp({ env: provider.env, services: { clock } })
const call = callerOf(app)

const users = () => execute(app.current, 'select count(*) from users')

/** Expects 401 without a session, and that the provider was not even asked. */
async function expectRefused(answer: Promise<Awaited<ReturnType<typeof call>>>): Promise<void> {
  const before = [await users(), provider.requests.length]
  const { status, body, headers } = await answer
  expect([status, body.error?.code]).toEqual([401, 'unauthenticated'])
  expect(body.error.message).toContain('Start again')
  expect(headers.getSetCookie().join()).not.toContain('pumpkin_hub_token=')
  expect([await users(), provider.requests.length]).toEqual(before)
}

/** A browser on its way back. */
async function onTheWay(name: 'github' | 'google' = 'github') {
  const browser = new Browser(call)
  const way = await browser.leave(provider, name, somebody(name))
  const query = new URL(way, 'http://app').searchParams
  return { browser, way, code: query.get('code') ?? '', state: query.get('state') ?? '' }
}

const callback = (parameters: Record<string, string>, name = 'github') =>
  `/auth/${name}/callback?${new URLSearchParams(parameters)}`

describe('a callback is refused', () => {
  it('in a browser that did not start it', async () => {
    const { way } = await onTheWay()
    await expectRefused(call(`GET ${way}`))
    await expectRefused(new Browser(call).get(way))
  })

  it('in a browser that started another one', async () => {
    const [attacker, victim] = [await onTheWay(), await onTheWay()]
    await expectRefused(victim.browser.get(attacker.way))
  })

  it('with the state of one attempt and the cookie of another', async () => {
    const [one, other] = [await onTheWay(), await onTheWay()]
    const [[name = ''] = []] = [...one.browser.cookies]
    const [[, value = ''] = []] = [...other.browser.cookies]
    await expectRefused(call(`GET ${one.way as `/${string}`}`, { cookie: `${name}=${value}` }))
  })

  it('at another provider than it was started with', async () => {
    const { browser, code, state } = await onTheWay('google')
    await expectRefused(browser.get(callback({ code, state }, 'discord')))
    const { way, browser: second } = await onTheWay('github')
    await expectRefused(second.get(way.replace('github', 'google')))
  })

  it('for the second time', async () => {
    const { browser, way } = await onTheWay()
    const cookies = new Map(browser.cookies)
    expect((await browser.get(way)).status).toBe(302)
    await expectRefused(new Browser(call).get(way))
    await expectRefused(browser.get(way))
    expect(cookies.size).toBe(1)
  })

  it('ten minutes later', async () => {
    const { browser, way } = await onTheWay()
    late = 600_000
    await expectRefused(browser.get(way)).finally(() => {
      late = 0
    })
  })

  it('without a state', async () => {
    const { browser, code } = await onTheWay()
    await expectRefused(browser.get(callback({ code })))
    await expectRefused(browser.get(callback({ code, state: '' })))
    await expectRefused(browser.get('/auth/github/callback'))
  })

  it('with a state that differs in one character, wherever', async () => {
    const { browser, code, state } = await onTheWay()
    const swapped = (at: number) => state.slice(0, at) + (state[at] === 'A' ? 'B' : 'A') + state.slice(at + 1)
    for (const at of [0, 15, 16, 42]) {
      const copy = new Browser(call)
      for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
      await expectRefused(copy.get(callback({ code, state: swapped(at) })))
    }
    await expectRefused(browser.get(callback({ code, state: `${state}A` })))
  })

  it('with a cookie that was changed, cut or made up', async () => {
    const { browser, way } = await onTheWay()
    const [[name = '', value = ''] = []] = [...browser.cookies]
    const flipped = `${value[0] === 'A' ? 'B' : 'A'}${value.slice(1)}`
    const forged = Buffer.from(JSON.stringify({ verifier: 'x', returnTo: '//evil', expiresAt: 9e15 }))
    for (const cookie of [
      flipped,
      value.slice(0, -2),
      value.slice(0, 20),
      `${value}AAAA`,
      forged.toString('base64url'),
      'A'.repeat(200),
      '%00',
      '%zz',
      'x',
    ]) {
      await expectRefused(call(`GET ${way}`, { cookie: `${name}=${cookie}` }))
    }
  })

  it.each(Object.entries(ODD_TEXTS).filter(([, text]) => text.length < 5000))(
    'with %s for a state or a code',
    async (_, text) => {
      const { browser, state } = await onTheWay()
      const odd = text.toWellFormed()
      await expectRefused(browser.get(callback({ code: odd, state: odd })))
      const { status } = await browser.get(callback({ code: odd, state }))
      expect(status).toBe(401)
    },
  )

  it('with two states, or two codes', async () => {
    const { browser, way, state, code } = await onTheWay()
    for (const twice of [`${way}&state=${state}`, `${way}&code=${code}`]) {
      expect((await browser.get(twice)).status).toBe(422)
    }
  })

  it('without a code', async () => {
    const { browser, state } = await onTheWay()
    const { status, body } = await browser.get(callback({ state }))
    expect([status, body.error.issues]).toEqual([422, [{ path: 'code', message: 'is missing' }]])
  })
})

describe('a code is refused', () => {
  it('that was used, in an attempt of its own', async () => {
    const [used, fresh] = [await onTheWay(), await onTheWay()]
    await used.browser.get(used.way)
    const { status, body } = await fresh.browser.get(callback({ code: used.code, state: fresh.state }))
    expect([status, body.error.message]).toEqual([
      401,
      expect.stringMatching(/^GitHub does not take this code/),
    ])
    expect(fresh.browser.cookies.has('pumpkin_hub_token')).toBe(false)
  })

  it('of somebody else: it goes with their verifier', async () => {
    const [victim, attacker] = [await onTheWay(), await onTheWay()]
    const stolen = await attacker.browser.get(callback({ code: victim.code, state: attacker.state }))
    expect(stolen.status).toBe(401)
  })

  it('that the provider never gave out, without end', async () => {
    for (const code of ['x', 'x'.repeat(8000), '%', '\n']) {
      const { browser, state } = await onTheWay()
      expect((await browser.get(callback({ code, state }))).status).toBe(401)
    }
  })

  it('and the attempt is over with it', async () => {
    const { browser, way, state } = await onTheWay()
    expect((await browser.get(callback({ code: 'wrong', state }))).status).toBe(401)
    await expectRefused(browser.get(way))
  })
})

it('two arrivals with one code open one session at most', async () => {
  const { browser, way } = await onTheWay()
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  const answers = await Promise.all([1, 2].map(() => call(`GET ${way}`, { cookie })))
  expect(answers.map(({ status }) => status).sort()).toEqual([302, 401])
})

it('a provider that reports an error of its own is an error of ours, and says no more', async () => {
  for (const error of ['server_error', 'invalid_scope', '<script>', '']) {
    const { browser, state } = await onTheWay()
    const { status, body, headers } = await browser.get(
      callback({ error, state, error_description: 'cause' }),
    )
    expect([status, body.error.message]).toEqual([500, 'An unexpected error occurred'])
    expect(headers.get('location')).toBeNull()
  }
})

it('such an error without a state of ours is refused', async () => {
  await expectRefused(call('GET /auth/github/callback?error=server_error'))
})
