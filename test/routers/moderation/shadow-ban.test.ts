import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { newListing } from '../../support/listings.ts'
import { act, done, newStaff, report } from '../../support/moderation.ts'
import { ownOrg } from '../../support/orgs.ts'
import { CATEGORY, newPlugin, newVersion } from '../../support/plugins.ts'
import {
  aboutPlugin,
  answersTo,
  downloadsOf,
  newPublications,
  type Publications,
  settled,
} from '../../support/publications.ts'
import { newReview, starsOf } from '../../support/reviews.ts'
import { newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let tenant: TestTenant
let staff: TestUser
let viewer: TestUser
let viewers: [string, CallOptions][]
let world: Publications
let before: Record<string, [number, unknown]>
let paths: string[]

const desk = (): CallOptions => ({ token: staff.token })

/** What the person looks at: all they have, and where it stands. */
const lookedAt = ({ person, plugin, needed, dependant, listing }: Publications): string[] => [
  ...['downloads', 'newest', 'oldest', 'updated', 'name_asc', 'name_desc', 'rating'].map(
    (sort) => `/search?per_page=100&sort=${sort}`,
  ),
  '/search?per_page=1&page=2&sort=newest',
  '/search?per_page=1&page=3&sort=name_asc',
  '/search?per_page=2&page=2&sort=oldest&category=equipment',
  '/search?platform=linux',
  '/search?pumpkin_version=0.1.0&platform=linux',
  `/search?q=${person.profile.username}`,
  `/search?q=${plugin.name.replace(' ', '+')}`,
  `/search/suggest?q=${plugin.name.replace(' ', '+')}`,
  '/auth/me',
  ...['created_at', 'updated_at', 'downloads_total', 'name'].flatMap((sort) => [
    `/plugins?sort=${sort}&order=desc&per_page=100`,
    `/plugins?sort=${sort}&order=asc&per_page=100&category=equipment`,
  ]),
  ...aboutPlugin(plugin.slug),
  ...aboutPlugin(needed.slug),
  ...aboutPlugin(dependant.slug),
  '/stats',
  '/dashboard/stats',
  '/dashboard/downloads',
  `/users/${person.profile.username}`,
  `/users/${person.profile.username}/plugins`,
  '/listings',
  `/listings?seller_id=${person.profile.id}`,
  `/listings/${listing.id}`,
  '/marketplace/listings?perPage=100',
  `/marketplace/listings/${listing.id}`,
  `/marketplace/listings/${listing.slug}`,
  '/personas',
  '/notifications',
  '/orgs',
]

beforeAll(async () => {
  tenant = await newTenant(call)
  staff = await newStaff(call, app.current)
  viewer = await signUp(call)
  const viewersOrg = await ownOrg(call, viewer.token)
  await call(`PUT /orgs/${viewersOrg.id}/plan`, { token: viewer.token, body: { plan: 'pro' } })
  const { key } = await newKey(call, viewer.token, {
    permissions: ['read', 'publish', 'write', 'listings:read'],
  })
  viewers = [
    ['nobody', {}],
    ['somebody', { token: viewer.token }],
    ['a key', { headers: { 'x-api-key': key } }],
    ['the owner of the organisation', tenant.session],
    ['a key of the organisation', tenant.key],
    ['staff', { token: staff.token }],
  ]
  world = await newPublications(call, tenant)
  await settled(app)
  paths = lookedAt(world)
  before = await answersTo(call, world.session, paths)
  await done(call, desk(), world.person, 'shadow_ban')
  await settled(app)
})

/** Nothing that leads to the person's publications is in an answer. */
const traces = ({ plugin, review, listing }: Publications) =>
  new RegExp([plugin.id, plugin.slug, review.id, listing.id, listing.slug].join('|'))

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
    const list = (await call('GET /admin/plugins?per_page=100', desk())).body
    expect(list.data.map(({ id }: { id: string }) => id)).toContain(plugin.id)
    const listings = (await call('GET /admin/listings?per_page=100&status=published', desk())).body
    expect(JSON.stringify(listings)).toContain(world.listing.id)
    for (const verb of ['deactivate', 'reactivate']) {
      expect((await call(`POST /admin/plugins/${plugin.id}/${verb}`, { ...desk(), body: {} })).status).toBe(
        200,
      )
    }
    const review = await newReview(call, world.person.token, world.dependant.slug, { rating: 3 })
    for (const hidden of [true, false]) {
      const path = `PATCH /plugins/${world.dependant.slug}/reviews/${review.id}/hide` as const
      expect((await call(path, { ...desk(), body: { hidden } })).status).toBe(200)
    }
    expect((await call(`DELETE /plugins/${world.dependant.slug}/reviews/${review.id}`, desk())).status).toBe(
      204,
    )
    for (const id of [needed.id, world.dependant.id]) {
      const stars = await starsOf(app.current, id)
      expect(stars.kept.reduce((sum, n) => sum + n)).toBe(id === needed.id ? 1 : 0)
    }
  })

  it('comes back with everything, once it is lifted', async () => {
    await done(call, desk(), world.person, 'unshadow_ban')
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

describe('who is shadow-banned in an organisation', () => {
  it('is hidden there and nowhere else, and sees no difference', async () => {
    const own = await newTenant(call)
    const there = await newPublications(call, own)
    await settled(app)
    const seen = lookedAt(there)
    const as = there.session
    const first = await answersTo(call, as, seen)
    await done(call, own.session, there.person, 'shadow_ban')
    await settled(app)
    expect(await answersTo(call, as, seen)).toEqual(first)
    const later = await newListing(call, as)
    expect((await call('GET /listings', as)).body).toMatchObject({ total: 2 })
    for (const [name, other] of [...viewers, ['the owner', own.session], ['a key', own.key]] as const) {
      for (const id of [there.listing.id, later.listingId]) {
        expect([name, (await call(`GET /marketplace/listings/${id}`, other)).status]).toEqual([name, 404])
      }
      expect([name, (await call(`GET /plugins/${there.plugin.slug}`, other)).status]).toEqual([name, 200])
      expect([name, (await call(`GET /plugins/${there.needed.slug}/reviews`, other)).body.total]).toEqual([
        name,
        2,
      ])
    }
    expect((await call('GET /listings', own.session)).body).toMatchObject({ data: [], total: 0 })
    const decided = (await call('GET /admin/listings?status=published', own.session)).body
    expect(decided.data.map(({ id }: { id: string }) => id)).toEqual([later.listingId, there.listing.id])
    const removed = await call(`POST /admin/listings/${later.listingId}/remove`, {
      ...own.session,
      body: { reason: 'Spam' },
    })
    expect(removed.status).toBe(200)

    // The platform's measure goes its own way.
    await done(call, desk(), there.person, 'shadow_ban')
    await done(call, desk(), there.person, 'unshadow_ban')
    expect((await call(`GET /listings/${there.listing.id}`, own.session)).status).toBe(404)
    expect((await call(`GET /listings/${there.listing.id}`, as)).status).toBe(200)
    await done(call, desk(), there.person, 'shadow_ban')
    await done(call, own.session, there.person, 'unshadow_ban')
    expect((await call(`GET /listings/${there.listing.id}`, own.session)).status).toBe(404)
    expect((await call(`GET /listings/${there.listing.id}`, as)).status).toBe(200)
    await done(call, desk(), there.person, 'unshadow_ban')
    expect((await call(`GET /listings/${there.listing.id}`, own.session)).status).toBe(200)
  })
})

describe('the rating of a plugin', () => {
  it('is right whatever is written while its reviewers are hidden and shown', async () => {
    const author = await signUp(call)
    const { id, slug } = await newPlugin(call, author.token)
    const people = await Promise.all(Array.from({ length: 6 }, () => signUp(call)))
    const reviews = await Promise.all(people.map(({ token }) => newReview(call, token, slug, { rating: 4 })))
    const statuses: number[] = []
    const write = async (n: number, round: number) => {
      const { token } = people[n] as TestUser
      const path = `/plugins/${slug}/reviews`
      const answers =
        round % 3 === 0
          ? [await call(`DELETE ${path}/${reviews[n].id}`, { token })]
          : round % 3 === 1
            ? [await call(`POST ${path}`, { token, body: { rating: 2 } })]
            : [await call(`PUT ${path}/${reviews[n].id}`, { token, body: { rating: ((round + n) % 5) + 1 } })]
      if (answers[0]?.status === 201) reviews[n] = answers[0].body
      statuses.push(...answers.map(({ status }) => status))
    }
    for (let round = 0; round < 6; round++) {
      await Promise.all(
        people.flatMap((person, n) => [
          act(call, desk(), person, round % 2 ? 'unshadow_ban' : 'shadow_ban').then(({ status }) =>
            statuses.push(status),
          ),
          write(n, round),
        ]),
      )
    }
    expect(statuses.filter((status) => status >= 500)).toEqual([])
    const visible = await execute(
      app.current,
      `select count(*)::int as count from reviews where plugin_id = ? and only_for is null and not is_hidden`,
      [id],
    )
    const { kept, counted } = await starsOf(app.current, id)
    // All of them were shown again at the end.
    expect(kept).toEqual(counted)
    expect([kept.reduce((sum, n) => sum + n)]).toEqual([visible[0]?.count])
  })
})
