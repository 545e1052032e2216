import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const CONTENT =
  '## [1.2.0] - 2026-04-20\n### Added\n- Async chunk streaming\n### Fixed\n- Memory leak on reload'

let author: TestUser
let slug: string
beforeAll(async () => {
  author = await signUp(call)
  slug = (await newPlugin(call, author.token)).slug
})

const put = (body: unknown, as: CallOptions = { token: author.token }, of = slug) =>
  call(`PUT /plugins/${of}/changelog`, { ...as, body })
const get = (of = slug) => call(`GET /plugins/${of}/changelog`)
const remove = (as: CallOptions = { token: author.token }, of = slug) =>
  call(`DELETE /plugins/${of}/changelog`, as)

describe('the changelog of a plugin', () => {
  it('is written, read as it was sent, replaced and deleted', async () => {
    const { slug: own, id } = await newPlugin(call, author.token)
    expect((await get(own)).status).toBe(404)
    const written = await put({ content: CONTENT }, undefined, own)
    expect(written).toMatchObject({
      status: 200,
      body: { plugin_id: id, content: CONTENT, source: 'manual', created_at: expect.stringMatching(/Z$/) },
    })
    expect((await get(own)).body).toEqual(written.body)
    const replaced = await put({ content: '# 2', source: 'github' }, undefined, own)
    expect(replaced.body).toMatchObject({
      id: written.body.id,
      content: '# 2',
      source: 'github',
      created_at: written.body.created_at,
    })
    expect((await remove(undefined, own)).status).toBe(204)
    expect((await get(own)).status).toBe(404)
    expect((await remove(undefined, own)).status).toBe(404)
  })

  it('is one document, also when twenty write it at once', async () => {
    const { slug: own, id } = await newPlugin(call, author.token)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => put({ content: `# ${n}` }, undefined, own)),
    )
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`))).toHaveLength(1)
    expect(
      await execute(app.current, 'select from plugin_changelogs where plugin_id = ?', [id]),
    ).toHaveLength(1)
  })

  it.each([
    ['a script', '# Hi\n<script>alert(1)</script>\nBye', /script|alert/],
    ['an event handler', 'See <b onclick="alert(1)">this</b>', /onclick|alert/],
    ['a javascript link', '[click](javascript:alert(1)) me', /javascript/],
    ['an encoded javascript link', '[click](java&#115;cript:alert(1)) me', /script:/],
    ['a data image', '![x](data:text/html;base64,PHNjcmlwdD4=) y', /data:/],
    ['a frame', 'a <iframe src="https://evil.example"></iframe> b', /iframe/],
  ])('is stored without %s', async (_, content, forbidden) => {
    const { status, body } = await put({ content })
    expect(status).toBe(200)
    expect(body.content).not.toMatch(forbidden)
    expect((await get()).body.content).toBe(body.content)
  })

  it.each([
    ['nothing', {}],
    ['an empty text', { content: '' }],
    ['space alone', { content: ' \n\t ' }],
    ['a text that has nothing left', { content: '<script>alert(1)</script>' }],
    ['null', { content: null }],
    ['65,537 bytes', { content: 'x'.repeat(65_537) }],
    ['65,538 bytes in 32,769 characters', { content: 'é'.repeat(32_769) }],
    ['an unknown source', { content: 'x', source: 'gitlab' }],
  ])('refuses %s with 400', async (_, body) => {
    const answer = await put(body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.code).toBe('bad_request')
  })

  it.each(['>', '[', '![](', '<b>', '- ', '*', '`', '](', '<!--'])('answers 64 KB of %j', async (piece) => {
    const content = `${piece.repeat(Math.floor(65_000 / piece.length))}[x](https://example.com)`
    expect([200, 400]).toContain((await put({ content })).status)
  })

  it('takes exactly 64 KB', async () => {
    for (const content of ['x'.repeat(65_536), 'é'.repeat(32_768)]) {
      expect((await put({ content })).body.content).toBe(content)
    }
  })

  it('is written and deleted by its owner, admins who are signed in, and keys that may publish', async () => {
    await put({ content: CONTENT })
    const other = await signUp(call)
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    const keyOf = async (token: string, permissions: string[]): Promise<CallOptions> => ({
      headers: { 'x-api-key': (await newKey(call, token, { permissions })).key },
    })
    for (const [as, status] of [
      [{}, 401],
      [{ token: other.token }, 403],
      [await keyOf(other.token, ['publish']), 403],
      [await keyOf(admin.token, ['publish']), 403],
      [await keyOf(author.token, ['upload', 'write']), 403],
      [await keyOf(author.token, ['publish']), 200],
      [{ token: admin.token }, 200],
    ] as const) {
      expect((await put({ content: CONTENT }, as)).status).toBe(status)
      if (status !== 200) expect((await remove(as)).status).toBe(status)
    }
    expect((await remove({ token: admin.token })).status).toBe(204)
  })

  it('goes with its plugin', async () => {
    const { slug: own } = await newPlugin(call, author.token)
    await put({ content: CONTENT }, undefined, own)
    await deactivatePlugin(app.current, own)
    expect((await get(own)).status).toBe(404)
    expect((await put({ content: 'x' }, undefined, own)).status).toBe(404)
    expect((await remove(undefined, own)).status).toBe(404)
    expect((await get('nobody-has-this')).status).toBe(404)
  })
})

describe('Markdown elsewhere', () => {
  const content = 'Fine **text**\n<script>alert(1)</script>\n[x](javascript:alert(1))'

  it('is sanitized in descriptions and release notes, too', async () => {
    const plugin = await newPlugin(call, author.token, { description: content })
    const { body } = await call(`POST /plugins/${plugin.slug}/versions`, {
      token: author.token,
      body: { version: '1.0.0', changelog: content },
    })
    for (const text of [plugin.description, body.changelog]) {
      expect(text).toContain('Fine **text**')
      expect(text).not.toMatch(/script|alert\(1\)<|javascript/)
    }
  })
})
