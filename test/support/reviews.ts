import type { TestApp } from './app.ts'
import type { Answer, Call } from './caller.ts'
import { execute } from './execute.ts'
import { signUp, type TestUser } from './users.ts'

/** Reviews a plugin, with five stars unless said otherwise, and resolves with the review. */
export async function newReview(
  call: Call,
  token: string,
  slug: string,
  overrides: Record<string, unknown> = {},
) {
  return made(await call(`POST /plugins/${slug}/reviews`, { token, body: { rating: 5, ...overrides } }))
}

/** Somebody new for each rating, with their review. */
export const newReviews = (call: Call, slug: string, ratings: readonly number[]) =>
  Promise.all(
    ratings.map(async (rating): Promise<{ user: TestUser; review: any }> => {
      const user = await signUp(call)
      return { user, review: await newReview(call, user.token, slug, { rating }) }
    }),
  )

/** The ratings that the plugin's totals hold, and those that counting the visible reviews gives. */
export async function starsOf(
  app: TestApp,
  pluginId: string,
): Promise<{ kept: number[]; counted: number[] }> {
  const [row] = await execute<{ kept: number[]; counted: number[] }>(
    app,
    `select array[star_1, star_2, star_3, star_4, star_5] as kept, array(
       select (select count(*)::int from reviews r
               where r.plugin_id = t.plugin_id and not is_hidden and r.rating = star)
       from generate_series(1, 5) star order by star) as counted
     from plugin_totals t where plugin_id = ?`,
    [pluginId],
  )
  if (!row) throw new Error('there is no such plugin')
  return row
}

/** What somebody was told about reviews, oldest first. */
export const toldOf = (app: TestApp, user: TestUser) =>
  execute<{ kind: string; title: string; body: string; link: string }>(
    app,
    `select kind, title, body, link from notifications where user_id = ? order by created_at, id`,
    [user.profile.id],
  )

/** What was audited about a review or a report, oldest first. */
export const auditOf = (app: TestApp, id: string) =>
  execute<{ actor_username: string; action: string; target_type: string; details: object }>(
    app,
    `select actor_username, action, target_type, details from audit_logs where target_id = ?
     order by created_at, id`,
    [id],
  )

/** What was announced about a review, oldest first. */
export const eventsOf = (app: TestApp, reviewId: string) =>
  execute<{ type: string; data: object }>(
    app,
    `select type, data from outbox_events where data->>'reviewId' = ? order by id`,
    [reviewId],
  )

function made({ status, body }: Answer) {
  if (status !== 201) throw new Error(`not made: ${status} ${JSON.stringify(body)}`)
  return body
}
