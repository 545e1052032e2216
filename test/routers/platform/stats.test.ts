import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newPlugin, newVersion } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const stats = async () => (await call('GET /stats')).body

describe('the public statistics', () => {
  it('are zeros at the beginning, for anybody', async () => {
    const { status, body } = await call('GET /stats')
    expect(status).toBe(200)
    expect(body).toEqual({ total_plugins: 0, total_authors: 0, total_downloads: 0 })
  })

  it('count plugins, people who have one, and downloads', async () => {
    const [prolific, modest] = [await signUp(call), await signUp(call)]
    await signUp(call)
    for (const { token } of [prolific, prolific, modest]) {
      const { slug } = await newPlugin(call, token)
      await newVersion(call, token, slug)
      await call(`GET /plugins/${slug}/versions/1.0.0`)
    }
    expect(await stats()).toEqual({ total_plugins: 3, total_authors: 2, total_downloads: 3 })
  })

  it('leave out what was deleted or deactivated, with its downloads and its author', async () => {
    const before = await stats()
    const author = await signUp(call)
    const deleted = await newPlugin(call, author.token)
    const deactivated = await newPlugin(call, author.token)
    for (const { slug } of [deleted, deactivated]) {
      await newVersion(call, author.token, slug)
      await call(`GET /plugins/${slug}/versions/1.0.0`)
    }
    expect(await stats()).toEqual({
      total_plugins: before.total_plugins + 2,
      total_authors: before.total_authors + 1,
      total_downloads: before.total_downloads + 2,
    })
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    expect(await stats()).toEqual({
      total_plugins: before.total_plugins + 1,
      total_authors: before.total_authors + 1,
      total_downloads: before.total_downloads + 1,
    })
    const deactivate = 'update plugins set deactivated_at = ? where slug = ?'
    await execute(app.current, deactivate, [new Date(), deactivated.slug])
    expect(await stats()).toEqual(before)
    await execute(app.current, deactivate, [null, deactivated.slug])
    expect((await stats()).total_plugins).toBe(before.total_plugins + 1)
  })

  it('stay numbers beyond 32 bits', async () => {
    await execute(app.current, 'update plugin_totals set downloads = 3000000000')
    const { total_plugins, total_downloads } = await stats()
    expect(total_downloads).toBeGreaterThan(total_plugins * 2_999_999_999)
  })

  it('are refused with a credential that is not good', async () => {
    expect((await call('GET /stats', { token: 'forged' })).status).toBe(401)
  })

  it('know GET alone', async () => {
    const { status, headers } = await call('POST /stats', { body: {} })
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })
})
