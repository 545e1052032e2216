import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { indexName } from '../../../src/ports/search/meilisearch-settings.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { fakeMeilisearch } from '../../support/fake-meilisearch.ts'
import { newPlugin, newVersion } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const fake = await fakeMeilisearch({ key: 'the-key' })
const app = testApp({ env: { MEILISEARCH_URL: fake.url, MEILISEARCH_KEY: 'the-key' } })
const call = callerOf(app)

let author: TestUser
beforeAll(async () => {
  author = await signUp(call)
  // What the server does when it starts.
  await work()
})
afterEach(() => {
  fake.fault = fake.taskFault = undefined
})
afterAll(() => fake.close())

const work = () => app.current.services.jobs.runPending({ early: true })
const search = async (q: string) => {
  const { status, headers, body } = await call(`GET /search?q=${encodeURIComponent(q)}`)
  expect(status).toBe(200)
  return {
    names: body.hits.map(({ name }: { name: string }) => name),
    engine: headers.get('x-search-engine'),
  }
}
/** What Meilisearch finds, once it is known to be there: a busy machine can make it late. */
const inMeilisearch = (q: string): Promise<string[]> =>
  vi.waitFor(
    async () => {
      const { names, engine } = await search(q)
      expect(engine).toBe(null)
      return names
    },
    { timeout: 20_000 },
  )
const isGone = (request: { socket: { destroy(): unknown } }) => Boolean(request.socket.destroy())

describe('the registry with Meilisearch', () => {
  it('builds its index when it starts', () => {
    expect([...fake.indexes.keys()]).toContain(indexName('gourd_plugins'))
  })

  it('finds there what was published, renamed and deleted', async () => {
    const { slug } = await newPlugin(call, author.token, { name: 'Marmalade Machine' })
    await newVersion(call, author.token, slug)
    await work()
    expect(await inMeilisearch('marmalade')).toEqual(['Marmalade Machine'])
    expect(fake.requests.at(-1)).toBe(`POST /indexes/${indexName('gourd_plugins')}/search`)
    await call(`PUT /plugins/${slug}`, { token: author.token, body: { name: 'Honey Machine' } })
    await work()
    expect(await inMeilisearch('marmalade')).toEqual([])
    expect(await inMeilisearch('machne')).toEqual(['Honey Machine'])
    await call(`DELETE /plugins/${slug}`, { token: author.token })
    await work()
    expect(await inMeilisearch('honey')).toEqual([])
  })

  it('is answered by PostgreSQL while Meilisearch is gone, and says so in a header', async () => {
    await newPlugin(call, author.token, { name: 'Steady Plugin' })
    await work()
    fake.fault = isGone
    expect(await search('steady')).toEqual({ names: ['Steady Plugin'], engine: 'postgres-fallback' })
    const { headers, body } = await call('GET /search/suggest?q=stea')
    expect(headers.get('x-search-engine')).toBe('postgres-fallback')
    expect(body).toEqual([expect.objectContaining({ name: 'Steady Plugin' })])
    // What is published meanwhile is found meanwhile.
    await newPlugin(call, author.token, { name: 'Born In An Outage' })
    await work()
    expect(await search('outage')).toEqual({ names: ['Born In An Outage'], engine: 'postgres-fallback' })
  })

  it('loses nothing of what was written while Meilisearch was gone', async () => {
    fake.fault = isGone
    const { slug } = await newPlugin(call, author.token, { name: 'Patient Plugin' })
    await work()
    fake.fault = undefined
    await work()
    expect(await inMeilisearch('patient')).toEqual(['Patient Plugin'])
    fake.taskFault = (type) => (type === 'documentAdditionOrUpdate' ? 'no_space_left_on_device' : undefined)
    await call(`PUT /plugins/${slug}`, { token: author.token, body: { name: 'Stubborn Plugin' } })
    await work()
    expect(await inMeilisearch('stubborn')).toEqual([])
    fake.taskFault = undefined
    await work()
    expect(await inMeilisearch('stubborn')).toEqual(['Stubborn Plugin'])
  })

  it('builds an index that was lost anew', async () => {
    fake.indexes.clear()
    expect((await search('stubborn')).engine).toBe('postgres-fallback')
    await app.current.services.orm.em
      .fork()
      .transactional((tx) => app.current.services.jobs.enqueue(tx as never, 'tend-search', {}))
    await work()
    await work()
    expect(await inMeilisearch('stubborn')).toEqual(['Stubborn Plugin'])
  })
})
