import { describe, expect, it } from 'vitest'
import { pruneNotifications } from '../../../src/domains/notifications/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { tell } from '../../support/notifications.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const other = testApp({ beside: app })
const call = callerOf(app)
const callOther = callerOf(other)

const list = async (token: string) => (await call('GET /notifications', { token })).body
const unread = async (token: string) => (await call('GET /notifications/unread-count', { token })).body.count

describe('PATCH /notifications/{id}/read', () => {
  it('marks one as read and answers it; again changes nothing', async () => {
    const { token, profile } = await signUp(call)
    const [id] = [await tell(app.current, profile.id), await tell(app.current, profile.id)]
    for (const _ of ['once', 'again']) {
      const { status, body } = await call(`PATCH /notifications/${id}/read`, { token })
      expect(status).toBe(200)
      expect(body).toMatchObject({ id, is_read: true, title: 'News', created_at: '2026-03-06T12:00:00Z' })
      expect((await list(token)).notifications).toContainEqual(body)
      expect(await unread(token)).toBe(1)
    }
  })

  it('is 404 for what somebody else was told, which stays unread', async () => {
    const [user, stranger] = [await signUp(call), await signUp(call)]
    const id = await tell(app.current, user.profile.id)
    const { status, body } = await call(`PATCH /notifications/${id}/read`, { token: stranger.token })
    expect([status, body.error.code]).toEqual([404, 'not_found'])
    expect(await unread(user.token)).toBe(1)
  })

  it('needs a person who is signed in, or a key that may read', async () => {
    const { token, profile } = await signUp(call)
    const id = await tell(app.current, profile.id)
    const publisher = await newKey(call, token)
    expect((await call(`PATCH /notifications/${id}/read`)).status).toBe(401)
    expect((await withKey(call, publisher, `PATCH /notifications/${id}/read`)).status).toBe(403)
    expect(await unread(token)).toBe(1)
    const reader = await newKey(call, token, { permissions: ['read'] })
    expect((await withKey(call, reader, `PATCH /notifications/${id}/read`)).status).toBe(200)
    expect(await unread(token)).toBe(0)
  })

  it.each([
    ['an id nobody has', '0198c0de-0000-7000-8000-000000000000'],
    ['half an id', '0198c0de-0000'],
    ...ODD_PATHS,
  ])('is 404 for %s', async (_, id) => {
    const { token } = await signUp(call)
    expect([400, 404]).toContain((await call(`PATCH /notifications/${id}/read`, { token })).status)
  })
})

describe('POST /notifications/read-all', () => {
  it('marks all of the caller, and only theirs, and says how many it marked', async () => {
    const [user, stranger] = [await signUp(call), await signUp(call)]
    for (const { profile } of [user, user, user, stranger]) await tell(app.current, profile.id)
    await tell(app.current, user.profile.id, { readAt: '2026-03-07T00:00:00Z' })
    expect((await call('POST /notifications/read-all', { token: user.token })).body).toEqual({
      marked_read: 3,
    })
    expect((await call('POST /notifications/read-all', { token: user.token })).body).toEqual({
      marked_read: 0,
    })
    expect([await unread(user.token), await unread(stranger.token)]).toEqual([0, 1])
    expect((await list(user.token)).total).toBe(4)
  })

  it('counts each one once when 20 calls come at once to two servers, and single ones are read meanwhile', async () => {
    const { token, profile } = await signUp(call)
    const ids: string[] = []
    for (let i = 0; i < 60; i++) ids.push(await tell(app.current, profile.id))
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? call : callOther)('POST /notifications/read-all', { token }),
      ),
    )
    const sum = answers.reduce((total, { body }) => total + body.marked_read, 0)
    expect([sum, await unread(token)]).toEqual([60, 0])
    const more = await Promise.all(ids.slice(0, 20).map(() => tell(app.current, profile.id)))
    const mixed = await Promise.all([
      ...more.map((id) => call(`PATCH /notifications/${id}/read`, { token })),
      ...more.map(() => callOther('POST /notifications/read-all', { token })),
    ])
    expect(new Set(mixed.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await unread(token)).toBe(0)
  })
})

describe('notifications of long ago', () => {
  it('are forgotten half a year after they were read; unread ones stay', async () => {
    const { token, profile } = await signUp(call)
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    const at = daysAgo(1000)
    await tell(app.current, profile.id, { at, title: 'read long ago', readAt: daysAgo(181) })
    await tell(app.current, profile.id, { at, title: 'read lately', readAt: daysAgo(179) })
    await tell(app.current, profile.id, { at, title: 'never read' })
    await pruneNotifications(app.current.services)
    const { notifications } = await list(token)
    expect(notifications.map(({ title }: { title: string }) => title)).toEqual(['never read', 'read lately'])
  })
})
