import { type Statement, statement } from '../../database/sql.ts'
import { nextMilestone, tellMilestones } from './milestones.ts'

/** A statement that finds versions, counts downloads of them and answers with what it found, all in one. */
export type Countable<Found> = Statement<Found & Counted>

/** Which question a row answers (from 1), what was counted for it, and the total of that version now. */
export interface Counted {
  place: number
  versionId: string
  total: number
}

/**
 * How to find a version by some texts (`by` are their names): `found` is SQL that joins `asked`, whose columns they
 * are, with what is there, at most one row for each; `columns` has to hold `v.id` and `v.plugin_id`. `answer` is SQL
 * over these columns (of `v`) and `t.downloads`, the total. What is not found counts nothing and is answered nothing.
 *
 * Each plugin's total is locked first and in one order: whoever counts its versions and days holds that lock, so that
 * counting processes wait for each other and never deadlock. Authors are told at the very end: nothing is looked for
 * any more while the plugins they are told of are seen whoever they are for.
 */
export const countable = <Found>({
  by,
  columns,
  found,
  answer = '',
}: {
  by: readonly string[]
  columns: string
  found: string
  answer?: string
}): Countable<Found> =>
  statement(`
  with batch as materialized (
    select asked.place, asked.requests, ${columns}
    from unnest($2::bigint[], ${by.map((_, i) => `$${i + 3}::text[]`).join(', ')})
      with ordinality as asked (requests, ${by.join(', ')}, place) ${found}
  ), locked as materialized (
    select plugin_id, next_milestone from plugin_totals
    where plugin_id in (select plugin_id from batch) order by plugin_id for no key update
  ), per_plugin as (
    select plugin_id, next_milestone, sum(requests)::bigint as downloads
    from batch join locked using (plugin_id) group by plugin_id, next_milestone
  ), totals as (
    update plugin_totals t set downloads = t.downloads + p.downloads, next_milestone = ${nextMilestone}
    from per_plugin p where t.plugin_id = p.plugin_id
    returning t.plugin_id, t.downloads, p.next_milestone
  ), days as (
    insert into plugin_download_days as d (plugin_id, day, downloads)
    select plugin_id, ($1::timestamptz at time zone 'UTC')::date, downloads from per_plugin
    on conflict (plugin_id, day) do update set downloads = d.downloads + excluded.downloads
  ), told as (${tellMilestones}), per_version as (
    select id, sum(requests)::bigint as downloads from batch join locked using (plugin_id) group by id
  ), counted as (
    update version_totals t set downloads = t.downloads + p.downloads
    from per_version p where t.version_id = p.id
    returning t.version_id, t.downloads
  )
  select v.place, v.id as "versionId", t.downloads as total${answer && `, ${answer}`}
  from batch v join counted t on t.version_id = v.id`)
