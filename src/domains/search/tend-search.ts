import { isDeepStrictEqual } from 'node:util'
import { statement } from '../../database/sql.ts'
import { type Services, transaction } from '../context.ts'
import { knownVersions } from '../pumpkin-versions/index.ts'

type App = Pick<Services, 'orm' | 'sql' | 'search' | 'listingSearch' | 'clock' | 'jobs' | 'log'>

const state = statement<{ versions: string[]; has_marks: boolean; has_listing_marks: boolean }>(`
  select pumpkin_versions as versions, exists (select from search_queue) as has_marks,
    exists (select from listing_search_queue) as has_listing_marks
  from search_state`)

const MARK_COUNTED = `
  insert into search_queue as q (plugin_id, marked_at)
  select t.plugin_id, ? from plugin_totals t join plugins p on p.id = t.plugin_id
  left join search_downloads d on d.plugin_id = t.plugin_id
  where t.downloads is distinct from d.downloads and p.deleted_at is null and p.deactivated_at is null
  order by t.plugin_id
  on conflict (plugin_id) do nothing`

/** Sees to it that the indexes are there, know the versions of Pumpkin and, where they keep them, the downloads. */
export async function tendSearch(app: App): Promise<void> {
  const { versions = [], has_marks = false, has_listing_marks = false } = (await app.sql.one(state)) ?? {}
  const isCurrent = isDeepStrictEqual(versions, await knownVersions(app)) && (await app.search.isBuilt())
  const areListingsBuilt = await app.listingSearch.isBuilt()
  await app.search.refreshDownloads?.()
  await transaction({ app }, async (tx) => {
    if (!isCurrent) await app.jobs.enqueue(tx, 'rebuild-search', {})
    if (!areListingsBuilt) await app.jobs.enqueue(tx, 'rebuild-listing-search', {})
    if (!app.search.hasLiveDownloads) await tx.execute(MARK_COUNTED, [app.clock.now()])
    if (has_marks || !app.search.hasLiveDownloads) await app.jobs.enqueue(tx, 'index-plugins', {})
    if (has_listing_marks) await app.jobs.enqueue(tx, 'index-listings', {})
  })
}

/** When a server starts: an index that is not there is built at once. One that does not answer is asked again later. */
export async function startSearch(app: App): Promise<void> {
  try {
    const [plugins, listings] = [await app.search.isBuilt(), await app.listingSearch.isBuilt()]
    if (plugins && listings) return
    await transaction({ app }, async (tx) => {
      if (!plugins) await app.jobs.enqueue(tx, 'rebuild-search', {})
      if (!listings) await app.jobs.enqueue(tx, 'rebuild-listing-search', {})
    })
  } catch (err) {
    app.log.warn(
      { err },
      'The search index does not answer; whether it has to be built is looked at again later.',
    )
  }
}
