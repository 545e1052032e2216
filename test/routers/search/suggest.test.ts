import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { indexed } from '../../support/search.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const suggest = (q: string, more = '') => call(`GET /search/suggest?q=${encodeURIComponent(q)}${more}`)

beforeAll(async () => {
  const { token } = await signUp(call)
  for (let i = 1; i <= 12; i++) await newPlugin(call, token, { name: `Pumpkin Tool ${i}` })
  await newPlugin(call, token, { name: 'WorldEdit' })
  await newPlugin(call, token, { name: 'Doors', short_description: 'For the world' })
  await newPlugin(call, token, { name: 'Worldly Goods' })
  await deactivatePlugin(app.current, 'worldly-goods')
  await indexed(app)
})

describe('GET /search/suggest', () => {
  it('names plugins by the beginning of their name', async () => {
    const { status, body } = await suggest('worl')
    expect(status).toBe(200)
    expect(body).toEqual([{ name: 'WorldEdit', slug: 'worldedit' }])
  })

  it.each(['wrold', 'WORLDE', 'world edit', 'edit', 'worlded'])('finds a name by %j', async (q) => {
    expect((await suggest(q)).body).toEqual([{ name: 'WorldEdit', slug: 'worldedit' }])
  })

  it('gives five unless asked for up to ten', async () => {
    expect((await suggest('pumpkin')).body).toHaveLength(5)
    expect((await suggest('pumpkin', '&limit=1')).body).toHaveLength(1)
    expect((await suggest('pumpkin', '&limit=10')).body).toHaveLength(10)
  })

  it('gives nothing for a text without words', async () => {
    expect((await suggest('!!!')).body).toEqual([])
    expect((await suggest('🎃')).body).toEqual([])
  })

  it.each([
    ['no query', ''],
    ['an empty query', '?q='],
    ['spaces', '?q=%20%20'],
    ['a query of 10,000 characters', `?q=${'a'.repeat(10_000)}`],
    ['a limit of 0', '?q=a&limit=0'],
    ['a limit of 11', '?q=a&limit=11'],
    ['a limit that is no number', '?q=a&limit=x'],
  ])('refuses %s', async (_, query) => {
    const { status, body } = await call(`GET /search/suggest${query}`)
    expect(status).toBe(422)
    expect(body.error.code).toBe('validation_failed')
  })

  it('refuses a credential that is not good', async () => {
    expect((await call('GET /search/suggest?q=a', { token: 'stale' })).status).toBe(401)
  })
})
