import { describe, expect, it } from 'vitest'
import { createSearch } from '../../../src/ports/search/index.ts'
import type { Search, SearchDocument } from '../../../src/ports/search/search.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { deactivatePlugin, newPlugin, newVersion } from '../../support/plugins.ts'
import { indexed } from '../../support/search.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const names = async (q: string) =>
  (await call(`GET /search?q=${q}`)).body.hits.map(({ name }: { name: string }) => name)
const jobs = () => app.current.services.jobs
const runJobs = () => jobs().runPending({ early: true })
const enqueue = (kind: 'rebuild-search' | 'tend-search') =>
  app.current.services.orm.em.fork().transactional((tx) => jobs().enqueue(tx as never, kind, {}))

const loseIndex = () =>
  execute(app.current, 'truncate search_terms, search_documents, search_names, search_texts')

describe('rebuilding the search index', () => {
  it('finds again whatever is live, and nothing else', async () => {
    const { token } = await signUp(call)
    await newPlugin(call, token, { name: 'Lost One' })
    const { slug } = await newPlugin(call, token, { name: 'Lost And Gone' })
    await indexed(app)
    await loseIndex()
    await deactivatePlugin(app.current, slug)
    expect(await names('lost')).toEqual([])
    await enqueue('rebuild-search')
    await indexed(app)
    expect(await names('lost')).toEqual(['Lost One'])
  })

  it('happens by itself when the index is of other settings', async () => {
    const { token } = await signUp(call)
    await newPlugin(call, token, { name: 'Settled' })
    await indexed(app)
    await loseIndex()
    await execute(app.current, 'update search_state set postgres_settings = null')
    expect(await app.current.services.search.isBuilt()).toBe(false)
    await enqueue('tend-search')
    await indexed(app)
    expect(await names('settled')).toEqual(['Settled'])
    expect(await app.current.services.search.isBuilt()).toBe(true)
  })

  it('happens when other versions of Pumpkin are known, so that they are counted', async () => {
    const { token } = await signUp(call)
    const { slug } = await newPlugin(call, token, { name: 'Versioned' })
    await newVersion(call, token, slug, { pumpkin_version_min: '5.0.0', pumpkin_version_max: '5.x' })
    await indexed(app)
    const counted = async () =>
      (await call('GET /search?q=versioned')).body.facet_distribution.pumpkin_versions
    expect(await counted()).toEqual({})
    await execute(
      app.current,
      `insert into pumpkin_releases (version, tag_name, published_at) values ('5.1.0', 'v5.1.0', now())`,
    )
    await enqueue('tend-search')
    await indexed(app)
    expect(await counted()).toEqual({ '5.1.0': 1 })
    expect((await call('GET /search?q=versioned')).body.hits[0].pumpkin_versions).toEqual(['5.1.0'])
  })

  it('indexes what was marked without a job', async () => {
    const { token } = await signUp(call)
    const { id } = await newPlugin(call, token, { name: 'Seeded' })
    await indexed(app)
    await loseIndex()
    await execute(app.current, 'insert into search_queue (plugin_id, marked_at) values (?, now())', [id])
    await enqueue('tend-search')
    await runJobs()
    await indexed(app)
    expect(await names('seeded')).toEqual(['Seeded'])
  })
})

describe('an engine that keeps download totals itself', () => {
  it('is told the totals that changed, and only those', async () => {
    const put: SearchDocument[] = []
    const { services } = app.current
    const { poolOf } = await import('../../../src/database/orm.ts')
    const pool = await poolOf(services.orm)
    const postgres = await createSearch({ kind: 'postgres', writing: pool, reading: pool }, services.log)
    const search: Search = {
      ...postgres,
      hasLiveDownloads: false,
      put: async (documents) => {
        put.push(...documents)
      },
    }
    const { indexPlugins, rebuildSearch, tendSearch } = await import('../../../src/domains/search/index.ts')
    const other = { ...services, search }
    const tend = async () => {
      put.length = 0
      await tendSearch(other)
      await indexPlugins(other, { signal: new AbortController().signal })
      return put.map(({ name, downloads }) => `${name} ${downloads}`)
    }
    const { token } = await signUp(call)
    const { id } = await newPlugin(call, token, { name: 'Counted' })
    await newPlugin(call, token, { name: 'Uncounted' })
    await indexed(app)
    await rebuildSearch(other)
    expect(await tend()).toEqual([])
    await execute(app.current, 'update plugin_totals set downloads = 12 where plugin_id = ?', [id])
    expect(await tend()).toEqual(['Counted 12'])
    expect(await tend()).toEqual([])
  })
})
