import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { claimsOf, forge } from '../../support/forge.ts'
import { cookieOf, signUp, type TestUser } from '../../support/users.ts'

const now = { ahead: 0 }
const app = testApp({ services: { clock: { now: () => new Date(Date.now() + now.ahead) } } })
const call = callerOf(app)

const logIn = async ({ profile, password }: TestUser, userAgent = 'test') =>
  cookieOf(
    (
      await call('POST /auth/login', {
        body: { email: profile.email, password },
        headers: { 'user-agent': userAgent },
      })
    ).headers,
  )
const list = async (cookie: string) => (await call('GET /auth/sessions', { cookie })).body.data

describe('the list of sessions', () => {
  it('says of each where it is from, and which one asks', async () => {
    const user = await signUp(call)
    const cookie = await logIn(user, 'Firefox on a laptop')
    const { status, body, headers } = await call('GET /auth/sessions', { cookie })
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    expect(body).toEqual({
      data: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          device: 'Firefox on a laptop',
          ip: '127.0.0.1',
          created_at: time,
          last_seen_at: time,
          current: true,
        },
        expect.objectContaining({ device: expect.any(String), current: false }),
      ],
    })
  })

  it('has the current one first, then the newest', async () => {
    const user = await signUp(call)
    const second = await logIn(user, 'second')
    await logIn(user, 'third')
    const devices = (await list(second)).map(({ device }: { device: string }) => device)
    expect(devices.slice(0, 2)).toEqual(['second', 'third'])
    expect(devices).toHaveLength(3)
  })

  it('shows nobody else’s sessions, and none that has ended', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    const second = await logIn(alex)
    const third = await logIn(alex)
    await call('POST /auth/logout', { cookie: second })
    const ids = new Set((await list(third)).map(({ id }: { id: string }) => id))
    expect(ids.size).toBe(2)
    expect((await list(eve.cookie)).filter(({ id }: { id: string }) => ids.has(id))).toEqual([])
  })

  it('shows none that has expired', async () => {
    const user = await signUp(call)
    const other = await logIn(user)
    await execute(
      app.current,
      `update sessions set expires_at = now() - interval '1 second' where id_hash in
         (select id_hash from sessions where user_id = ? order by created_at limit 1)`,
      [user.profile.id],
    )
    expect(await list(other)).toMatchObject([{ current: true }])
  })

  it('knows when a session was last seen, to the minute', async () => {
    const user = await signUp(call)
    const [before] = await list(user.cookie)
    now.ahead = 120_000
    await list(user.cookie)
    const seen = () => list(user.cookie).then(([session]) => session.last_seen_at)
    await expect.poll(seen).not.toBe(before.last_seen_at)
    now.ahead = 0
  })

  it('gives nothing away that opens a session', async () => {
    const { cookie, token } = await signUp(call)
    const text = JSON.stringify(await list(cookie))
    expect(text).not.toContain(claimsOf(token).sid)
    const [{ id }] = await list(cookie)
    const stolen = forge({
      claims: { ...claimsOf(token), sid: id },
      secret: 'x'.repeat(48),
    })
    expect((await call('GET /auth/me', { token: stolen })).status).toBe(401)
    expect((await call('GET /auth/me', { token: id })).status).toBe(401)
  })

  it('keeps a strange device name as text', async () => {
    const user = await signUp(call)
    const cookie = await logIn(user, `${'x'.repeat(400)}<script>'; drop table sessions; --`)
    expect((await list(cookie))[0].device).toBe('x'.repeat(255))
  })

  it('is refused without a credential, and with one that is not good', async () => {
    const { token } = await signUp(call)
    const forged = forge({ claims: claimsOf(token), secret: 'x'.repeat(48) })
    await call('POST /auth/logout', { token })
    expect((await call('GET /auth/sessions')).status).toBe(401)
    for (const each of [forged, token]) {
      expect((await call('GET /auth/sessions', { token: each })).status).toBe(401)
    }
  })
})
