import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { newListing } from '../../support/listings.ts'
import { done } from '../../support/moderation.ts'
import { CATEGORY, newPlugin, newVersion } from '../../support/plugins.ts'
import { aboutPlugin, answersTo, downloadsOf, settled } from '../../support/publications.ts'
import { newReview, starsOf } from '../../support/reviews.ts'
import { lookedAt, newShadowWorld, type ShadowWorld } from '../../support/shadow-world.ts'

const app = testApp()
const call = callerOf(app)

let { tenant, desk, viewer, viewers, world } = {} as ShadowWorld
let before: Record<string, [number, unknown]>
let paths: string[]
beforeAll(async () => {
  ;({ tenant, desk, viewer, viewers, world } = await newShadowWorld(call, app))
  paths = lookedAt(world)
  before = await answersTo(call, world.session, paths)
  await done(call, desk, world.person, 'shadow_ban')
  await settled(app)
})

describe('who is shadow-banned everywhere', () => {
  it('sees no difference', async () => {
    expect(Object.values(before).filter(([status]) => status !== 200)).toEqual([])
    expect(await answersTo(call, world.session, paths)).toEqual(before)
  })

  it('sees none over keys either', async () => {
    const { key } = await newKey(call, world.person.token, { permissions: ['read', 'publish'] })
    const as = { headers: { 'x-api-key': key } }
    for (const path of [
      ...aboutPlugin(world.plugin.slug),
      ...downloadsOf(world.plugin.slug),
      '/plugins?per_page=100',
    ]) {
      const { status } = await call(`GET ${path}` as 'GET /', as)
      expect([path, status]).toEqual([path, 200])
    }
  })

  it('goes on publishing, and finds it where it belongs', async () => {
    const { token } = world.person
    const plugin = await newPlugin(call, token, { category_ids: [CATEGORY.equipment] })
    await newVersion(call, token, plugin.slug)
    const { updated_at: _, ...details } = plugin
    expect((await call(`GET /plugins/${plugin.slug}`, { token })).body).toMatchObject(details)
    const list = (await call('GET /plugins?per_page=100&category=equipment', { token })).body
    expect(list.data[0].slug).toBe(plugin.slug)
    expect(list.total).toBe(list.data.length)
    expect((await call(`GET /plugins/${plugin.slug}/versions`, { token })).body.total).toBe(1)
    for (const path of aboutPlugin(plugin.slug)) {
      expect([path, (await call(`GET ${path}` as 'GET /', { token })).status]).toEqual([path, 200])
    }
    const renamed = await call(`PUT /plugins/${plugin.slug}`, {
      token,
      body: { short_description: 'Changed' },
    })
    expect([renamed.status, renamed.body.short_description]).toEqual([200, 'Changed'])

    const other = await newPlugin(call, world.other.token)
    await newReview(call, viewer.token, other.slug, { rating: 5 })
    const review = await newReview(call, token, other.slug, { rating: 2 })
    const reviews = (await call(`GET /plugins/${other.slug}/reviews`, { token })).body
    expect(reviews).toMatchObject({
      total: 2,
      average_rating: 3.5,
      rating_distribution: { star_2: 1, star_5: 1 },
    })
    expect(reviews.reviews[0]).toEqual(review)
    expect((await call(`GET /plugins/${other.slug}`, { token })).body).toMatchObject({
      review_count: 2,
      average_rating: 3.5,
    })
    const rewritten = await call(`PUT /plugins/${other.slug}/reviews/${review.id}`, {
      token,
      body: { rating: 4 },
    })
    expect([rewritten.status, rewritten.body.rating]).toEqual([200, 4])
    expect((await call(`GET /plugins/${other.slug}`, { token })).body.average_rating).toBe(4.5)
    expect((await call(`POST /plugins/${other.slug}/reviews`, { token, body: { rating: 1 } })).status).toBe(
      409,
    )

    const listing = await newListing(call, world.session)
    expect(listing.status).toBe('published')
    const mine = (await call('GET /listings', world.session)).body
    expect(mine.data[0].id).toBe(listing.listingId)
    expect(mine.total).toBe(mine.data.length)
    const market = (await call('GET /marketplace/listings?perPage=100', world.session)).body
    expect(market.data[0].listingId).toBe(listing.listingId)
    expect(market.total).toBe(market.data.length)

    for (const [name, as] of viewers) {
      for (const path of [
        '/plugins?per_page=100',
        '/plugins?per_page=100&category=equipment',
        `/plugins/${other.slug}/reviews`,
        '/marketplace/listings?perPage=100',
        '/listings',
      ]) {
        const { body } = await call(`GET ${path}` as 'GET /', as)
        const text = JSON.stringify(body)
        expect([
          name,
          path,
          text.includes(plugin.slug),
          text.includes(review.id),
          text.includes(listing.listingId),
        ]).toEqual([name, path, false, false, false])
        if (body.data) expect([name, path, body.total]).toEqual([name, path, body.data.length])
      }
      expect((await call(`GET /plugins/${other.slug}`, as)).body).toMatchObject({
        review_count: 1,
        average_rating: 5,
      })
    }
    expect((await call(`DELETE /plugins/${other.slug}/reviews/${review.id}`, { token })).status).toBe(204)
    expect((await call(`GET /plugins/${other.slug}`, { token })).body.review_count).toBe(1)
    expect((await call(`DELETE /plugins/${plugin.slug}`, { token })).status).toBe(200)
    const { kept, counted } = await starsOf(app.current, other.id)
    expect(kept).toEqual(counted)
  })

  it('is told nothing', async () => {
    const told = await execute(app.current, 'select kind from notifications where user_id = ?', [
      world.person.profile.id,
    ])
    expect(told.filter(({ kind }) => kind === 'moderation')).toEqual([])
  })

  it('comes back with everything, once it is lifted', async () => {
    await done(call, desk, world.person, 'unshadow_ban')
    await settled(app)
    const kept = aboutPlugin(world.needed.slug)
    const now = await answersTo(call, world.session, kept)
    expect(now).toEqual(Object.fromEntries(kept.map((path) => [path, before[path]])))
    for (const [name, as] of viewers) {
      for (const path of [...aboutPlugin(world.plugin.slug), `/plugins/${world.plugin.slug}/icon`]) {
        expect([name, path, (await call(`GET ${path}` as 'GET /', as)).status]).toEqual([name, path, 200])
      }
      expect((await call(`GET /plugins/${world.needed.slug}/reviews`, as)).body).toMatchObject({
        total: 2,
        average_rating: 3,
      })
      expect((await call(`GET /marketplace/listings/${world.listing.id}`, as)).status).toBe(200)
      const found = (await call(`GET /search?q=${world.plugin.name.replace(' ', '+')}`, as)).body
      expect(JSON.stringify(found)).toContain(world.plugin.id)
    }
    expect((await call(`GET /listings/${world.listing.id}`, tenant.session)).status).toBe(200)
    const listed = (await call('GET /listings', tenant.session)).body
    expect(listed.total).toBe(listed.data.length)
    const rows = await execute(
      app.current,
      `select (select count(*)::int from plugins where only_for is not null) as plugins,
        (select count(*)::int from reviews where only_for is not null) as reviews,
        (select count(*)::int from listings where only_for is not null) as listings,
        (select count(*)::int from users where is_shadowed or shadowed_at is not null) as users`,
    )
    expect(rows).toEqual([{ plugins: 0, reviews: 0, listings: 0, users: 0 }])
  })
})
