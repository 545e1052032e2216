import { type Sql, statement } from '../../database/sql.ts'
import type { Clock } from '../../lib/clock.ts'

/** Counts downloads exactly, however many come at once. */
export interface DownloadCounter {
  /**
   * Counts one download of a version and of its plugin; resolves with the version's new total once it is committed.
   * Rejects when there is no such version: then nothing is counted.
   */
  count(download: { versionId: string }): Promise<number>
}

interface Waiter {
  resolve(total: number): void
  reject(error: unknown): void
}

/** Who waits for which version. */
type Batch = Map<string, Waiter[]>

/**
 * Each plugin's total is locked first and in one order: whoever counts its versions and days holds that lock,
 * so that counting processes wait for each other and never deadlock.
 */
const countBatch = statement<{ version_id: string; downloads: number }>(`
  with batch as materialized (
    select v.id as version_id, v.plugin_id, b.downloads
    from unnest($1::uuid[], $2::bigint[]) as b (version_id, downloads) join versions v on v.id = b.version_id
  ), locked as materialized (
    select plugin_id from plugin_totals
    where plugin_id in (select plugin_id from batch) order by plugin_id for no key update
  ), per_plugin as (
    select plugin_id, sum(downloads) as downloads from batch join locked using (plugin_id) group by plugin_id
  ), plugins as (
    update plugin_totals t set downloads = t.downloads + p.downloads
    from per_plugin p where t.plugin_id = p.plugin_id
  ), days as (
    insert into plugin_download_days as d (plugin_id, day, downloads)
    select plugin_id, $3::date, downloads from per_plugin
    on conflict (plugin_id, day) do update set downloads = d.downloads + excluded.downloads
  )
  update version_totals t set downloads = t.downloads + b.downloads
  from batch b join locked using (plugin_id) where t.version_id = b.version_id
  returning t.version_id, t.downloads`)

/**
 * A counter that commits in groups: what arrives while one statement runs goes into the next. One hot plugin
 * then costs one row update per round trip instead of one queue of lock waits.
 */
export function createDownloadCounter(sql: Sql, clock: Clock): DownloadCounter {
  let waiting: Batch = new Map()
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.size > 0) {
      const batch = waiting
      waiting = new Map()
      await commit(sql, clock, batch)
    }
    isRunning = false
  }

  return {
    count: ({ versionId }) =>
      new Promise((resolve, reject) => {
        const waiters = waiting.get(versionId) ?? []
        waiters.push({ resolve, reject })
        waiting.set(versionId, waiters)
        if (!isRunning) void run()
      }),
  }
}

async function commit(sql: Sql, clock: Clock, batch: Batch): Promise<void> {
  try {
    const rows = await sql.all(countBatch, [
      [...batch.keys()],
      [...batch.values()].map((waiters) => waiters.length),
      clock.now().toISOString().slice(0, 10),
    ])
    const totals = new Map(rows.map((row) => [row.version_id, row.downloads]))
    for (const [versionId, waiters] of batch) settle(versionId, waiters, totals.get(versionId))
  } catch (error) {
    for (const { reject } of [...batch.values()].flat()) reject(error)
  }
}

/** Everybody of a group gets the number that counting one by one would have given. */
function settle(versionId: string, waiters: Waiter[], total: number | undefined): void {
  waiters.forEach(({ resolve, reject }, index) => {
    if (total === undefined) reject(new Error(`Version ${versionId} is not there to be counted.`))
    else resolve(total - waiters.length + index + 1)
  })
}
