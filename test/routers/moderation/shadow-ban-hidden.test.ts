import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { done, report } from '../../support/moderation.ts'
import { newPlugin, newVersion } from '../../support/plugins.ts'
import { aboutPlugin, downloadsOf, type Publications, settled } from '../../support/publications.ts'
import { newReview, starsOf } from '../../support/reviews.ts'
import { newShadowWorld, type ShadowWorld } from '../../support/shadow-world.ts'

const app = testApp()
const call = callerOf(app)

let { tenant, desk, viewer, viewers, world } = {} as ShadowWorld
beforeAll(async () => {
  ;({ tenant, desk, viewer, viewers, world } = await newShadowWorld(call, app))
  await done(call, desk, world.person, 'shadow_ban')
  await settled(app)
})

/** Nothing that leads to the person's publications is in an answer. */
const traces = ({ plugin, review, listing }: Publications) =>
  new RegExp([plugin.id, plugin.slug, review.id, listing.id, listing.slug].join('|'))

describe('what a shadow-banned person published', () => {
  it('is seen by nobody else, anywhere', async () => {
    const { plugin, needed, dependant, listing, person } = world
    const gone = [
      ...aboutPlugin(plugin.slug),
      ...downloadsOf(plugin.slug),
      `/plugins/${plugin.slug}/icon`,
      `/marketplace/listings/${listing.id}`,
      `/marketplace/listings/${listing.slug}`,
    ]
    const without = [
      '/plugins?per_page=100',
      '/plugins?per_page=100&category=equipment',
      '/plugins?per_page=100&sort=name',
      '/plugins?per_page=100&sort=downloads_total',
      ...aboutPlugin(needed.slug),
      ...aboutPlugin(dependant.slug),
      `/search?q=${plugin.slug}`,
      '/search?per_page=100',
      `/search/suggest?q=${plugin.name.slice(0, 12).replace(' ', '+')}`,
      '/marketplace/listings?perPage=100',
      `/marketplace/listings?perPage=100&q=${listing.slug.split('-')[1]}`,
      `/users/${person.profile.username}`,
      `/users/${person.profile.username}/plugins`,
    ]
    for (const [name, as] of viewers) {
      for (const path of gone) {
        expect([name, path, (await call(`GET ${path}` as 'GET /', as)).status]).toEqual([name, path, 404])
      }
      for (const path of without) {
        const { status, body } = await call(`GET ${path}` as 'GET /', as)
        expect([name, path, status]).toEqual([name, path, 200])
        expect([name, path, JSON.stringify(body).match(traces(world))]).toEqual([name, path, null])
      }
      const profile = (await call(`GET /users/${person.profile.username}`, as)).body
      expect([name, profile.plugin_count, profile.total_downloads]).toEqual([name, 0, 0])
      const graph = (await call(`GET /plugins/${dependant.slug}/versions/1.0.0/dependencies/graph`, as)).body
      expect([name, graph.graph.length, graph.conflicts]).toEqual([name, 1, []])
      expect((await call(`GET /plugins/${needed.slug}/reviews`, as)).body).toMatchObject({
        total: 1,
        average_rating: 5,
      })
    }
  })

  it('is seen by no member of the organisation', async () => {
    for (const as of [tenant.session, tenant.key]) {
      const { body } = await call('GET /listings', as)
      expect([body.data, body.total]).toEqual([[], 0])
      expect((await call(`GET /listings/${world.listing.id}`, as)).status).toBe(404)
    }
  })

  it('is out of reach for everybody who would change, review, install or report what they published', async () => {
    const { plugin, listing, review, needed, person } = world
    const { token } = viewer
    const tries: [string, CallOptions, number][] = [
      [`PUT /plugins/${plugin.slug}`, { token, body: { short_description: 'x' } }, 404],
      [`DELETE /plugins/${plugin.slug}`, { token }, 404],
      [`POST /plugins/${plugin.slug}/reviews`, { token, body: { rating: 1 } }, 404],
      [`POST /plugins/${plugin.slug}/versions`, { token, body: { version: '2.0.0' } }, 404],
      [`PUT /plugins/${needed.slug}/reviews/${review.id}`, { token, body: { rating: 1 } }, 404],
      [
        `PATCH /plugins/${needed.slug}/reviews/${review.id}/hide`,
        { token: world.other.token, body: { hidden: true } },
        404,
      ],
      [`DELETE /plugins/${needed.slug}/reviews/${review.id}`, { token: world.other.token }, 404],
      [`POST /plugins/${needed.slug}/reviews/${review.id}/report`, { token, body: { reason: 'spam' } }, 404],
      [`POST /marketplace/listings/${listing.id}/install`, { token }, 404],
      [`POST /marketplace/listings/${listing.id}/purchase`, { token }, 404],
      [`POST /marketplace/listings/${listing.id}/fork`, { token }, 404],
      [`PUT /marketplace/listings/${listing.id}/rating`, { token, body: { rating: 1 } }, 404],
      [`PATCH /marketplace/listings/${listing.id}`, { ...tenant.session, body: { title: 'Mine' } }, 404],
      [`POST /marketplace/listings/${listing.id}/withdraw`, tenant.session, 404],
    ]
    for (const [request, options, status] of tries) {
      expect([request, (await call(request as 'GET /', options)).status]).toEqual([request, status])
    }
    for (const [subject_type, subject_id] of [
      ['plugin', plugin.id],
      ['review', review.id],
      ['listing', listing.id],
    ]) {
      expect((await report(call, { token }, person, { subject_type, subject_id })).status).toBe(404)
    }
    const mine = await newPlugin(call, token)
    await newVersion(call, token, mine.slug)
    const body = { dependency_plugin_id: plugin.id, version_req: '*' }
    const declared = await call(`POST /plugins/${mine.slug}/versions/1.0.0/dependencies`, { token, body })
    expect(declared.status).toBe(404)
  })

  it('keeps their slugs: another plugin of the name gets the next one, and no other takes the name', async () => {
    const { body, status } = await call('POST /plugins', {
      token: viewer.token,
      body: { name: world.plugin.name, short_description: 'Another' },
    })
    expect([status, body.slug]).toEqual([201, `${world.plugin.slug}-2`])
    const own = await newPlugin(call, viewer.token)
    const renamed = await call(`PUT /plugins/${own.slug}`, {
      token: viewer.token,
      body: { name: world.plugin.name },
    })
    expect(renamed.status).toBe(409)
  })

  it('can be seen and acted on by staff', async () => {
    const { plugin, needed } = world
    const list = (await call('GET /admin/plugins?per_page=100', desk)).body
    expect(list.data.map(({ id }: { id: string }) => id)).toContain(plugin.id)
    const listings = (await call('GET /admin/listings?per_page=100&status=published', desk)).body
    expect(JSON.stringify(listings)).toContain(world.listing.id)
    for (const verb of ['deactivate', 'reactivate']) {
      expect((await call(`POST /admin/plugins/${plugin.id}/${verb}`, { ...desk, body: {} })).status).toBe(200)
    }
    const review = await newReview(call, world.person.token, world.dependant.slug, { rating: 3 })
    for (const hidden of [true, false]) {
      const path = `PATCH /plugins/${world.dependant.slug}/reviews/${review.id}/hide` as const
      expect((await call(path, { ...desk, body: { hidden } })).status).toBe(200)
    }
    expect((await call(`DELETE /plugins/${world.dependant.slug}/reviews/${review.id}`, desk)).status).toBe(
      204,
    )
    for (const id of [needed.id, world.dependant.id]) {
      const stars = await starsOf(app.current, id)
      expect(stars.kept.reduce((sum, n) => sum + n)).toBe(id === needed.id ? 1 : 0)
    }
  })
})
