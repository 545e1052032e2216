import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { review } from './present.ts'
import type { ListReviews, ReviewList } from './schema.ts'

const distribution = [1, 2, 3, 4, 5].map((star) => `'star_${star}', t.star_${star}`).join(', ')

/** The pages before are skipped in the index alone. */
const newestFirst = statement<ReviewList>(`
  select
    (select coalesce(json_agg(${review} order by r.created_at desc, r.id desc), '[]')
     from (
       select id from reviews where plugin_id = p.id and not is_hidden
       order by created_at desc, id desc limit $2::int offset $3::bigint
     ) page join reviews r on r.id = page.id join users u on u.id = r.author_id) as reviews,
    t.review_count as total, t.average_rating::float8 as average_rating,
    json_build_object(${distribution}) as rating_distribution
  from plugins p join plugin_totals t on t.plugin_id = p.id
  where p.slug = $1 and p.deleted_at is null and p.deactivated_at is null`)

/**
 * A page of the visible reviews of a live plugin, newest first, with their number, average and distribution, all of
 * one moment. Those of accounts that are deactivated stay. No such plugin: 404.
 */
export async function listReviews(ctx: Context, input: ListReviews): Promise<ReviewList> {
  const row = await ctx.app.sql.one(newestFirst, [input.slug, ...window(input)])
  if (!row) throw notFound('Plugin')
  return row
}
