import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Tx } from '../../../src/domains/context.ts'
import type { JobPayloads } from '../../../src/jobs/kinds.ts'
import { createLog } from '../../../src/lib/log.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { linkIn, mailbox, tokenIn } from '../../support/mailbox.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp } from '../../support/users.ts'

const box = mailbox()
const now = { ahead: 0 }
const clock = { now: () => new Date(Date.now() + now.ahead) }
const app = testApp({
  services: { mail: box.mail, clock },
  env: { ALLOWED_ORIGINS: 'https://hub.example/,https://other.example' },
})
const call = callerOf(app)

const HOUR_MS = 3_600_000
const verify = (token: unknown) => call('POST /auth/verify-email', { body: { token } })
const mailsTo = (address: string) => box.of(app.current, address)
const isVerified = async (token: string) => (await call('GET /auth/me', { token })).body.email_verified

async function registered() {
  const user = await signUp(call)
  const mails = await mailsTo(user.profile.email)
  return { ...user, mails, mailToken: tokenIn(mails[0]) }
}

async function inTheFuture<T>(ms: number, work: () => Promise<T>): Promise<T> {
  now.ahead = ms
  return work().finally(() => {
    now.ahead = 0
  })
}

describe('registration', () => {
  it('sends one mail, with a link to the front end', async () => {
    const { mails, profile } = await registered()
    expect(mails).toMatchObject([
      { to: { name: profile.username, address: profile.email }, subject: 'Verify your email address' },
    ])
    const [mail] = mails
    if (!mail) throw new Error('no mail')
    const link = linkIn(mail)
    expect(link.origin + link.pathname).toBe('https://hub.example/auth/verify-email')
    expect(link.searchParams.get('token')).toMatch(/^[\w-]{43}$/)
    expect(mail.html).toContain(`<a href="${link}">`)
  })

  it('leaves the token nowhere but in the mail', async () => {
    const { mailToken, profile } = await registered()
    const stored = await execute<{ text: string }>(
      app.current,
      `select mail_tokens::text as text from mail_tokens
       union all select job::text from pgboss.job union all select outbox_events::text from outbox_events`,
    )
    expect(stored.some(({ text }) => text.includes(profile.username))).toBe(true)
    expect(stored.filter(({ text }) => text.includes(mailToken))).toEqual([])
  })

  it('gives everybody another token', async () => {
    const tokens = [(await registered()).mailToken, (await registered()).mailToken]
    expect(new Set(tokens).size).toBe(2)
  })
})

describe('the token of the mail', () => {
  it('verifies the address', async () => {
    const { mailToken, token } = await registered()
    expect(await isVerified(token)).toBe(false)
    const { status, body } = await verify(mailToken)
    expect([status, body]).toEqual([200, { message: 'Email verified' }])
    expect(await isVerified(token)).toBe(true)
  })

  it('works once', async () => {
    const { mailToken, token } = await registered()
    await verify(mailToken)
    const { status, body } = await verify(mailToken)
    expect([status, body.error.code]).toEqual([400, 'invalid_token'])
    expect(await isVerified(token)).toBe(true)
  })

  it('works once, also when twenty use it at the same time', async () => {
    const { mailToken } = await registered()
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(mailToken)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)])
  })

  it('is good for 24 hours', async () => {
    const [early, late] = [await registered(), await registered()]
    const answers = [
      await inTheFuture(24 * HOUR_MS - 60_000, () => verify(early.mailToken)),
      await inTheFuture(24 * HOUR_MS + 1000, () => verify(late.mailToken)),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 400])
    expect(answers[1]?.body.error.code).toBe('invalid_token')
    expect(await isVerified(late.token)).toBe(false)
  })

  it('is good for the address it was sent to only', async () => {
    const { mailToken, token, profile } = await registered()
    await execute(app.current, 'update users set email = ? where id = ?', [
      `new-${profile.email}`,
      profile.id,
    ])
    expect((await verify(mailToken)).status).toBe(400)
    expect(await isVerified(token)).toBe(false)
  })

  it('does nothing for a deactivated account, and stays good until it is back', async () => {
    const { mailToken, profile } = await registered()
    const set = 'update users set is_active = ? where id = ?'
    await execute(app.current, set, [false, profile.id])
    expect((await verify(mailToken)).status).toBe(400)
    await execute(app.current, set, [true, profile.id])
    expect((await verify(mailToken)).status).toBe(200)
  })

  it('resets no password', async () => {
    const { mailToken } = await registered()
    const body = { token: mailToken, new_password: 'another password' }
    expect((await call('POST /auth/reset-password', { body })).status).toBe(400)
    expect((await verify(mailToken)).status).toBe(200)
  })

  it('is the same procedure over RPC', async () => {
    const { mailToken } = await registered()
    const answer = await call('POST //trpc/auth.verifyEmail', { body: { token: mailToken } })
    expect(answer.body.result.data).toEqual({ message: 'Email verified' })
    const again = await call('POST //trpc/auth.verifyEmail', { body: { token: mailToken } })
    expect([again.status, again.body.error.data.code]).toEqual([400, 'invalid_token'])
  })
})

describe('what is no token', () => {
  it.each([
    ['nothing', ''],
    ['an invented one', 'A'.repeat(43)],
    ['a number', 12_345],
    ['null', null],
    ['a list', ['a']],
    ['an object', { $ne: null }],
    ...Object.entries(ODD_TEXTS),
  ])('is refused: %s', async (_what, token) => {
    const { status, body } = await verify(token)
    expect([status, body.error.code]).toEqual(
      // A megabyte and its quotes are more than any JSON body may have.
      String(token).length === 1_000_000 ? [expect.any(Number), expect.any(String)] : [400, 'invalid_token'],
    )
    expect(status).toBeLessThan(500)
  })

  it.each([
    ['no body', undefined],
    ['an empty object', '{}'],
    ['a list', '[]'],
    ['malformed JSON', '{"token":'],
  ])('is refused: %s', async (_what, body) => {
    const answer = await call('POST /auth/verify-email', {
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(400)
  })

  it('is one with a letter more, less or in another case', async () => {
    const { mailToken } = await registered()
    const swapped = mailToken.replace(/[a-z]/, (letter) => letter.toUpperCase())
    for (const wrong of [`${mailToken}A`, mailToken.slice(1), swapped, ` ${mailToken}`]) {
      expect((await verify(wrong)).status).toBe(400)
    }
    expect((await verify(mailToken)).status).toBe(200)
  })
})

describe('a mail that waited', () => {
  it.each([
    ['while its link is good', 'null', 1],
    ['not any more when its link was used', 'now()', 0],
  ])('is sent %s', async (_when, usedAt, more) => {
    const { profile, mails } = await registered()
    await execute(app.current, `update mail_tokens set used_at = ${usedAt} where user_id = ?`, [profile.id])
    await enqueue('send-mail', {
      to: { address: profile.email },
      template: 'verify-email' as const,
      data: { username: profile.username, tokenId: await tokenIdOf(profile.id) },
      cause: `late-${profile.id}`,
    })
    expect(await mailsTo(profile.email)).toHaveLength(mails.length + more)
  })

  it('is not sent any more when its link has expired', async () => {
    const { profile } = await registered()
    await enqueue('send-mail', {
      to: { address: profile.email },
      template: 'verify-email' as const,
      data: { username: profile.username, tokenId: await tokenIdOf(profile.id) },
      cause: `late-${profile.id}`,
    })
    expect(await inTheFuture(25 * HOUR_MS, () => mailsTo(profile.email))).toHaveLength(1)
  })
})

const enqueue = <K extends 'send-mail' | 'prune-mail-tokens'>(kind: K, payload: JobPayloads[K]) => {
  const { orm, jobs } = app.current.services
  return orm.em.fork().transactional((tx) => jobs.enqueue(tx as Tx, kind, payload))
}

const tokenIdOf = async (userId: string): Promise<string> => {
  const [row] = await execute<{ id: string }>(app.current, 'select id from mail_tokens where user_id = ?', [
    userId,
  ])
  return row?.id ?? ''
}

it('expired tokens are forgotten', async () => {
  const { profile } = await registered()
  await execute(
    app.current,
    `update mail_tokens set expires_at = now() - interval '1 second' where user_id = ?`,
    [profile.id],
  )
  await enqueue('prune-mail-tokens', {})
  await app.current.services.jobs.runPending()
  expect(await execute(app.current, 'select 1 from mail_tokens where user_id = ?', [profile.id])).toEqual([])
})

describe('without a front end or a mail server', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => void lines.push(JSON.parse(line).msg) })
  const alone = testApp({ services: { log } })

  it('the link leads to this server, is in the mail file, and in the log', async () => {
    const { profile } = await signUp(callerOf(alone))
    await alone.current.services.jobs.runPending()
    const link = lines.find((line) => line.startsWith('mail link: '))?.slice('mail link: '.length) ?? ''
    expect(link.startsWith(`${alone.current.origin}/auth/verify-email?token=`)).toBe(true)
    const folder = join(alone.current.home.dataDir, 'mail')
    const [name = ''] = await readdir(folder)
    const file = (await readFile(join(folder, name), 'utf8')).replace(/=\r?\n/g, '').replaceAll('=3D', '=')
    expect(file).toContain(profile.email)
    expect(file).toContain(link)
  })
})
