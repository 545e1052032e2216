import type { NotificationKind } from '../notifications/index.ts'

/** Downloads of a plugin that its author is told of (source, Notifications). */
const MILESTONES = [10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000]
const ALL = `'{${MILESTONES}}'::bigint[]`
const KIND: NotificationKind = 'download_milestone'

/**
 * SQL for the milestone that comes next once `p.downloads` are counted for `t`, a row of `plugin_totals`; null
 * after the last one. It only ever grows, under the lock of its row: each milestone is passed once.
 */
export const nextMilestone = `
  case when t.next_milestone <= t.downloads + p.downloads
    then (select min(m) from unnest(${ALL}) m where m > t.downloads + p.downloads)
    else t.next_milestone end`

/**
 * SQL of a UUID version 7: the milliseconds of `$1`, the place of the milestone where RFC 9562 (6.2, method 1) has
 * a counter, then random bits. Of milestones that are passed at once, the higher one is the newer.
 */
const notificationId = `(
  lpad(to_hex(floor(extract(epoch from $1::timestamptz) * 1000)::bigint), 12, '0') || '7' || lpad(place::text, 3, '0')
  || right(gen_random_uuid()::text, 17))::uuid`

/**
 * SQL that tells the authors of what `totals` passed: every milestone from the one that was next (`next_milestone`)
 * up to the downloads counted now. Written by the statement that counts, nothing is told twice or forgotten.
 */
export const tellMilestones = `
  insert into notifications (id, user_id, kind, title, body, link, created_at)
  select ${notificationId}, plugin.author_id, '${KIND}',
    format('%s reached %s downloads!', plugin.name, number),
    format('Your plugin %s has reached %s total downloads. Congratulations!', plugin.name, number),
    '/plugins/' || plugin.slug, $1::timestamptz
  from totals t cross join lateral plugin_to_tell_of(t.plugin_id) plugin
  cross join lateral (
    select to_char(m, 'FM999,999') as number, place
    from unnest(${ALL}) with ordinality as milestone (m, place)
    where m between t.next_milestone and t.downloads
  ) passed
  where t.next_milestone <= t.downloads`
