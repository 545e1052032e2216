import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { gallery } from '../../support/media.ts'
import { NOT_TEXTS, ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

/** A plugin with one picture. */
async function onePicture() {
  const { slug, owner, ids } = await gallery(call, 1)
  const path = `/plugins/${slug}/media/${ids[0]}` as const
  const set = (body: unknown, token = owner.token) => call(`PATCH ${path}`, { token, body })
  return { slug, owner, path, set, shown: async () => (await call(`GET /plugins/${slug}/media`)).body[0] }
}

describe('a caption', () => {
  it('is changed, and nothing else is', async () => {
    const { set, shown } = await onePicture()
    const before = await shown()
    const { status, body } = await set({ caption: '  Updated caption text ' })
    expect([status, body]).toEqual([
      200,
      { ...before, caption: 'Updated caption text', url: expect.stringMatching(/^http/) },
    ])
    expect((await shown()).caption).toBe('Updated caption text')
  })

  it.each([[null], [''], ['   ']])('is cleared by %j', async (caption) => {
    const { set } = await onePicture()
    await set({ caption: 'x' })
    expect((await set({ caption })).body.caption).toBeNull()
  })

  it('is counted in characters and composed', async () => {
    const { set } = await onePicture()
    expect((await set({ caption: '🎃'.repeat(200) })).body.caption).toBe('🎃'.repeat(200))
    expect((await set({ caption: 'cafe\u0301\u0000\n' })).body.caption).toBe('caf\u00e9')
  })

  it.each([
    ['nothing', {}],
    ['another field', { position: 3 }],
    ['201 characters', { caption: 'x'.repeat(201) }],
    ['10,000 characters', { caption: 'x'.repeat(10_000) }],
    ['a lone surrogate', { caption: '\ud800' }],
    ...NOT_TEXTS.map((value): [string, object] => [JSON.stringify(value), { caption: value }]),
  ])('cannot be %s', async (_, body) => {
    const { set, shown } = await onePicture()
    const answer = await set(body)
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
    expect(answer.body.error.issues).toMatchObject([{ path: 'caption' }])
    expect((await shown()).caption).toBeNull()
  })
})

describe('who may change it', () => {
  it('is its owner, an admin, and a key for uploads of its owner', async () => {
    const { set, owner } = await onePicture()
    const { key } = await newKey(call, owner.token, { permissions: ['upload'] })
    expect((await set({ caption: 'key' }, key)).body.caption).toBe('key')
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    expect((await set({ caption: 'admin' }, admin.token)).body.caption).toBe('admin')
  })

  it('is nobody else', async () => {
    const { path, set, owner, shown } = await onePicture()
    const stranger = await signUp(call)
    const moderator = await signUp(call)
    await grantRole(app.current, moderator.profile.id, 'moderator')
    const { key } = await newKey(call, owner.token, { permissions: ['publish'] })
    const body = { caption: 'x' }
    expect((await call(`PATCH ${path}`, { body })).status).toBe(401)
    expect((await set(body, stranger.token)).body.error.code).toBe('forbidden')
    expect((await set(body, moderator.token)).status).toBe(403)
    expect((await set(body, key)).body.error).toMatchObject({
      code: 'insufficient_scope',
      required_scope: 'upload',
    })
    expect((await shown()).caption).toBeNull()
  })
})

describe('there is nothing to change', () => {
  const body = { caption: 'x' }

  it('of an item of another plugin, of none, or of one that is not finished', async () => {
    const [one, other] = [await gallery(call, 1), await gallery(call, 1)]
    const { token } = one.owner
    const set = (id: string | undefined) => call(`PATCH /plugins/${one.slug}/media/${id}`, { token, body })
    expect((await set(other.ids[0])).body.error.code).toBe('not_found')
    expect((await set(randomUUID())).status).toBe(404)
    const unfinished = 'update plugin_media set stored_at = null, position = null where id = ?'
    await execute(app.current, unfinished, [one.ids[0]])
    expect((await set(one.ids[0])).status).toBe(404)
  })

  it('of a plugin that is deactivated, also for its owner', async () => {
    const { slug, set } = await onePicture()
    await deactivatePlugin(app.current, slug)
    expect((await set(body)).status).toBe(404)
  })

  it.each(ODD_PATHS)('of %s', async (_, odd) => {
    const { slug, owner } = await onePicture()
    const { token } = owner
    expect([400, 404]).toContain((await call(`PATCH /plugins/${slug}/media/${odd}`, { token, body })).status)
  })

  it('called reorder: that is another endpoint', async () => {
    const { slug, owner } = await onePicture()
    const { status, headers } = await call(`PATCH /plugins/${slug}/media/reorder`, {
      token: owner.token,
      body,
    })
    expect([status, headers.get('allow')]).toEqual([405, 'PUT, OPTIONS'])
  })
})
