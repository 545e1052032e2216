import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newPlugin, newVersion } from '../../support/plugins.ts'
import { newReview, newReviews, starsOf } from '../../support/reviews.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const other = testApp({ beside: app })
const call = callerOf(app)
const callOther = callerOf(other)

let author: TestUser
beforeAll(async () => {
  author = await signUp(call)
})

/** Whatever is sent, this is how it may end while others change the same. */
const FATES = [200, 201, 204, 404, 409]

describe('the totals of a plugin', () => {
  it('equal a recount after twenty people created, changed, hid, showed and deleted reviews at once', async () => {
    const plugin = await newPlugin(call, author.token)
    const { version } = await newVersion(call, author.token, plugin.slug)
    const people = await newReviews(
      call,
      plugin.slug,
      Array.from({ length: 20 }, (_, i) => 1 + (i % 5)),
    )
    const turn = async (i: number, round: number): Promise<number[]> => {
      const server = round % 2 ? call : callOther
      const { user, review } = people[i] as (typeof people)[number]
      const path = `plugins/${plugin.slug}/reviews/${review.id}`
      const rating = 1 + ((i + round) % 5)
      // More at once would wait for a connection longer than a server lets them.
      const changed = await Promise.all([
        server(`PUT /${path}`, { token: user.token, body: { rating } }),
        server(`PATCH /${path}/hide`, { token: author.token, body: { hidden: (i + round) % 2 === 0 } }),
      ])
      const others = await Promise.all([
        server(`POST /plugins/${plugin.slug}/reviews`, { token: user.token, body: { rating } }),
        server(`GET /plugins/${plugin.slug}/versions/${version}`),
        ...(i % 4 === round ? [server(`DELETE /${path}`, { token: user.token })] : []),
      ])
      return [...changed, ...others].map(({ status }) => status)
    }
    for (const round of [0, 1, 2]) {
      const statuses = (await Promise.all(people.map((_, i) => turn(i, round)))).flat()
      expect(statuses.filter((status) => !FATES.includes(status))).toEqual([])
      const { kept, counted } = await starsOf(app.current, plugin.id)
      expect(kept).toEqual(counted)
    }
    const { kept } = await starsOf(app.current, plugin.id)
    const { body } = await call(`GET /plugins/${plugin.slug}/reviews`)
    expect(Object.values(body.rating_distribution)).toEqual(kept)
    expect(body.total).toBe(kept.reduce((sum, n) => sum + n, 0))
  })

  it('follow one review that is changed twenty times at once', async () => {
    const plugin = await newPlugin(call, author.token)
    const reviewer = await signUp(call)
    const { id } = await newReview(call, reviewer.token, plugin.slug)
    const change = (i: number) => {
      const path = `plugins/${plugin.slug}/reviews/${id}`
      return i % 3
        ? call(`PUT /${path}`, { token: reviewer.token, body: { rating: 1 + (i % 5) } })
        : callOther(`PATCH /${path}/hide`, { token: author.token, body: { hidden: i % 2 === 0 } })
    }
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => change(i)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    const { kept, counted } = await starsOf(app.current, plugin.id)
    expect(kept).toEqual(counted)
  })
})
