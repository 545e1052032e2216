import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { CATEGORY, deactivatePlugin, newPlugin, reactivatePlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
beforeAll(async () => {
  author = await signUp(call)
})

describe('GET /plugins/{slug}', () => {
  it('answers anybody with the whole plugin', async () => {
    const plugin = await newPlugin(call, author.token, { license: 'MIT', category_ids: [CATEGORY.chat] })
    const answer = await call(`GET /plugins/${plugin.slug}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(plugin)
    expect(Object.keys(answer.body).sort()).toEqual([
      'author',
      'average_rating',
      'categories',
      'created_at',
      'description',
      'downloads_total',
      'icon_url',
      'id',
      'is_active',
      'license',
      'name',
      'repository_url',
      'review_count',
      'short_description',
      'slug',
      'updated_at',
      'website_url',
    ])
  })

  it('follows what the author calls themselves', async () => {
    const somebody = await signUp(call)
    const { slug } = await newPlugin(call, somebody.token)
    await call('PUT /auth/me', { token: somebody.token, body: { display_name: 'Rust Developer' } })
    expect((await call(`GET /plugins/${slug}`)).body.author.display_name).toBe('Rust Developer')
  })

  it('is 404 for everybody once it is deleted, its author included', async () => {
    const { slug } = await newPlugin(call, author.token)
    await call(`DELETE /plugins/${slug}`, { token: author.token })
    for (const token of [undefined, author.token]) {
      const { status, body } = await call(`GET /plugins/${slug}`, { token })
      expect([status, body.error.code]).toEqual([404, 'not_found'])
    }
  })

  it('is 404 for everybody while staff have deactivated it', async () => {
    const { slug } = await newPlugin(call, author.token)
    await deactivatePlugin(app.current, slug)
    expect((await call(`GET /plugins/${slug}`)).status).toBe(404)
    expect((await call(`GET /plugins/${slug}`, { token: author.token })).status).toBe(404)
    await reactivatePlugin(app.current, slug)
    expect((await call(`GET /plugins/${slug}`)).status).toBe(200)
  })

  it.each([['an unknown slug', 'no-such-plugin'], ['capitals', 'Fast-Chunks'], ...ODD_PATHS])(
    'is 404 for %s',
    async (_, slug) => {
      const { status, body } = await call(`GET /plugins/${slug}`)
      expect([400, 404]).toContain(status)
      expect(body.error.request_id).toMatch(/^req_/)
    },
  )

  it('refuses a credential that is not good instead of taking the caller for a stranger', async () => {
    const { slug } = await newPlugin(call, author.token)
    expect((await call(`GET /plugins/${slug}`, { token: 'forged' })).status).toBe(401)
  })
})
