import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newListing } from '../../support/listings.ts'
import { act, done } from '../../support/moderation.ts'
import { newPlugin } from '../../support/plugins.ts'
import { answersTo, newPublications, settled } from '../../support/publications.ts'
import { newReview, starsOf } from '../../support/reviews.ts'
import { lookedAt, newShadowWorld, type ShadowWorld } from '../../support/shadow-world.ts'
import { newTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let { desk, viewers } = {} as ShadowWorld
beforeAll(async () => {
  ;({ desk, viewers } = await newShadowWorld(call, app))
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
    await done(call, desk, there.person, 'shadow_ban')
    await done(call, desk, there.person, 'unshadow_ban')
    expect((await call(`GET /listings/${there.listing.id}`, own.session)).status).toBe(404)
    expect((await call(`GET /listings/${there.listing.id}`, as)).status).toBe(200)
    await done(call, desk, there.person, 'shadow_ban')
    await done(call, own.session, there.person, 'unshadow_ban')
    expect((await call(`GET /listings/${there.listing.id}`, own.session)).status).toBe(404)
    expect((await call(`GET /listings/${there.listing.id}`, as)).status).toBe(200)
    await done(call, desk, there.person, 'unshadow_ban')
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
      const path = `/plugins/${slug}/reviews` as const
      const answers =
        round % 3 === 0
          ? [await call(`DELETE ${path}/${(reviews[n] as { id: string }).id}`, { token })]
          : round % 3 === 1
            ? [await call(`POST ${path}`, { token, body: { rating: 2 } })]
            : [
                await call(`PUT ${path}/${(reviews[n] as { id: string }).id}`, {
                  token,
                  body: { rating: ((round + n) % 5) + 1 },
                }),
              ]
      if (answers[0]?.status === 201) reviews[n] = answers[0].body
      statuses.push(...answers.map(({ status }) => status))
    }
    for (let round = 0; round < 6; round++) {
      await Promise.all(
        people.flatMap((person, n) => [
          act(call, desk, person, round % 2 ? 'unshadow_ban' : 'shadow_ban').then(({ status }) =>
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
