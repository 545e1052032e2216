import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { tell } from '../../support/notifications.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const list = async (token: string, query = '') => (await call(`GET /notifications${query}`, { token })).body
const unreadCount = async (token: string) => (await call('GET /notifications/unread-count', { token })).body
const titles = ({ notifications }: { notifications: { title: string }[] }) =>
  notifications.map(({ title }) => title)

describe('GET /notifications', () => {
  it('is empty for somebody new', async () => {
    const { token } = await signUp(call)
    const { status, body } = await call('GET /notifications', { token })
    expect(status).toBe(200)
    expect(body).toEqual({ notifications: [], total: 0, unread: 0 })
    expect(await unreadCount(token)).toEqual({ count: 0 })
  })

  it('shows what the caller was told, and nobody else', async () => {
    const [user, other] = [await signUp(call), await signUp(call)]
    const id = await tell(app.current, user.profile.id, { at: '2026-03-15T14:00:00Z' })
    await tell(app.current, other.profile.id)
    expect(await list(user.token)).toEqual({
      notifications: [
        {
          id,
          kind: 'role_changed',
          title: 'News',
          body: 'Something happened',
          link: null,
          is_read: false,
          created_at: '2026-03-15T14:00:00Z',
        },
      ],
      total: 1,
      unread: 1,
    })
  })

  it('is newest first, and of one moment the later id first', async () => {
    const { token, profile } = await signUp(call)
    for (const [title, at] of [
      ['old', '2026-03-01T00:00:00Z'],
      ['first of two', '2026-03-03T00:00:00Z'],
      ['second of two', '2026-03-03T00:00:00Z'],
      ['in between', '2026-03-02T00:00:00Z'],
    ] as const)
      await tell(app.current, profile.id, { title, at })
    expect(titles(await list(token))).toEqual(['second of two', 'first of two', 'in between', 'old'])
  })

  it('has pages of 20, or as many as asked for up to 50, that show each one once', async () => {
    const { token, profile } = await signUp(call)
    for (let i = 0; i < 51; i++) await tell(app.current, profile.id, { title: `n${i}` })
    const newestFirst = Array.from({ length: 51 }, (_, i) => `n${50 - i}`)
    expect(titles(await list(token))).toEqual(newestFirst.slice(0, 20))
    expect(titles(await list(token, '?page=3'))).toEqual(newestFirst.slice(40))
    expect(titles(await list(token, '?per_page=50'))).toEqual(newestFirst.slice(0, 50))
    expect(await list(token, '?per_page=50&page=2')).toMatchObject({
      notifications: [{ title: 'n0' }],
      total: 51,
    })
    expect(await list(token, '?page=2147483647&per_page=50')).toEqual({
      notifications: [],
      total: 51,
      unread: 51,
    })
  })

  it('shows the unread ones alone when asked to, and counts what matches', async () => {
    const { token, profile } = await signUp(call)
    for (const title of ['a', 'b', 'c', 'd']) {
      const readAt = title < 'c' ? '2026-03-07T00:00:00Z' : null
      await tell(app.current, profile.id, { title, readAt })
    }
    expect(await list(token)).toMatchObject({ total: 4, unread: 2 })
    const unread = await list(token, '?unread_only=true&per_page=1')
    expect([titles(unread), unread.total, unread.unread]).toEqual([['d'], 2, 2])
    expect(titles(await list(token, '?unread_only=false'))).toEqual(['d', 'c', 'b', 'a'])
    const shown = (await list(token)).notifications.map(({ is_read }: { is_read: boolean }) => is_read)
    expect(shown).toEqual([false, false, true, true])
    expect(await unreadCount(token)).toEqual({ count: 2 })
  })

  it.each([
    'page=0',
    'page=-1',
    'page=2147483648',
    'page=1.5',
    'page=',
    'per_page=0',
    'per_page=51',
    'per_page=many',
    'unread_only=maybe',
    'unread_only=%00',
  ])('answers 422 to %s', async (query) => {
    const { token } = await signUp(call)
    const { status, body } = await call(`GET /notifications?${query}`, { token })
    expect([status, body.error.code]).toEqual([422, 'validation_failed'])
  })
})

describe.each([
  'GET /notifications',
  'GET /notifications/unread-count',
  'POST /notifications/read-all',
] as const)('%s', (endpoint) => {
  it('is for people who are signed in and for keys that may read', async () => {
    const { token } = await signUp(call)
    const reader = await newKey(call, token, { permissions: ['read'] })
    const publisher = await newKey(call, token, { permissions: ['publish', 'upload', 'write'] })
    expect((await call(endpoint)).status).toBe(401)
    expect((await call(endpoint, { token: 'forged' })).status).toBe(401)
    expect((await call(endpoint, { token })).status).toBe(200)
    expect((await withKey(call, reader, endpoint)).status).toBe(200)
    const { status, body } = await withKey(call, publisher, endpoint)
    expect([status, body.error.code, body.error.required_scope]).toEqual([403, 'insufficient_scope', 'read'])
  })
})
