import { type Sql, statement } from '../../database/sql.ts'
import type { Clock } from '../../lib/clock.ts'
import { inGroups } from '../../lib/in-groups.ts'
import { nextMilestone, tellMilestones } from './milestones.ts'

/** Counts downloads exactly, however many come at once. */
export interface DownloadCounter {
  /**
   * Counts one download of a version and of its plugin; resolves with the version's new total once it is committed.
   * The author is told of each milestone the plugin passes by it, in the same commit.
   * Rejects when there is no such version: then nothing is counted.
   */
  count(download: { versionId: string }): Promise<number>
}

/**
 * Each plugin's total is locked first and in one order: whoever counts its versions and days holds that lock,
 * so that counting processes wait for each other and never deadlock.
 */
const countBatch = statement<{ version_id: string; downloads: number }>(`
  with batch as materialized (
    select v.id as version_id, v.plugin_id, b.downloads
    from unnest($1::uuid[], $2::bigint[]) as b (version_id, downloads) join versions v on v.id = b.version_id
  ), locked as materialized (
    select plugin_id, next_milestone from plugin_totals
    where plugin_id in (select plugin_id from batch) order by plugin_id for no key update
  ), per_plugin as (
    select plugin_id, next_milestone, sum(downloads)::bigint as downloads
    from batch join locked using (plugin_id) group by plugin_id, next_milestone
  ), totals as (
    update plugin_totals t set downloads = t.downloads + p.downloads, next_milestone = ${nextMilestone}
    from per_plugin p where t.plugin_id = p.plugin_id
    returning t.plugin_id, t.downloads, p.next_milestone
  ), days as (
    insert into plugin_download_days as d (plugin_id, day, downloads)
    select plugin_id, ($3::timestamptz at time zone 'UTC')::date, downloads from per_plugin
    on conflict (plugin_id, day) do update set downloads = d.downloads + excluded.downloads
  ), told as (${tellMilestones})
  update version_totals t set downloads = t.downloads + b.downloads
  from batch b join locked using (plugin_id) where t.version_id = b.version_id
  returning t.version_id, t.downloads`)

/**
 * A counter that commits in groups: what arrives while one statement runs goes into the next. One hot plugin
 * then costs one row update per round trip instead of one queue of lock waits.
 */
export function createDownloadCounter(sql: Sql, clock: Clock): DownloadCounter {
  const count = inGroups((versionIds: readonly string[]) => commit(sql, clock, versionIds))
  return {
    async count({ versionId }) {
      const total = await count(versionId)
      if (total === undefined) throw new Error(`Version ${versionId} is not there to be counted.`)
      return total
    },
  }
}

/** Counts each one. Everybody gets the number that counting one by one would have given. */
async function commit(
  sql: Sql,
  clock: Clock,
  versionIds: readonly string[],
): Promise<(number | undefined)[]> {
  const downloads = new Map<string, number>()
  for (const id of versionIds) downloads.set(id, (downloads.get(id) ?? 0) + 1)
  const rows = await sql.all(countBatch, [
    [...downloads.keys()],
    [...downloads.values()],
    clock.now().toISOString(),
  ])
  const next = new Map(
    rows.map((row) => [row.version_id, row.downloads - (downloads.get(row.version_id) ?? 0)]),
  )
  return versionIds.map((id) => {
    const before = next.get(id)
    if (before === undefined) return undefined
    next.set(id, before + 1)
    return before + 1
  })
}
