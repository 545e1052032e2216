import type { TestApp } from './app.ts'
import { execute } from './execute.ts'

/** What one snapshot holds twice: the public totals, and what counting the plugins themselves gives. Empty: they agree. */
export const MISCOUNTED = `
  with kept (counted, category_id, total) as (
    select counted, category_id, sum(delta) from live_counts group by counted, category_id having sum(delta) <> 0
  ), seen as (
    select id, author_id from plugins where deleted_at is null and deactivated_at is null and only_for is null
  ), found (counted, category_id, total) as (
    select 'plugins', null::uuid, count(*) from seen having count(*) > 0
    union all
    select 'authors', null, count(distinct author_id) from seen having count(*) > 0
    union all
    select 'plugins', category_id, count(*) from seen join plugin_categories on plugin_id = seen.id group by category_id
  )
  select 'kept' as side, * from (select * from kept except all select * from found) k
  union all
  select 'found', * from (select * from found except all select * from kept) f`

export const miscounted = (app: TestApp) => execute(app, MISCOUNTED)
