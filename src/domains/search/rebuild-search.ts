import type { Services } from '../context.ts'
import { knownVersions } from '../pumpkin-versions/index.ts'
import { changingIndex, later } from './index-lock.ts'
import { allDocuments } from './read-documents.ts'

const BATCH = 500
/** How soon (ms) it is tried again when another process changes the index. */
const PAUSE = 5000

type App = Pick<Services, 'orm' | 'sql' | 'search' | 'clock' | 'jobs' | 'log'>

const BUILT = 'update search_state set pumpkin_versions = array(select json_array_elements_text(?))'
const NOTED = `
  insert into search_downloads (plugin_id, downloads)
  select p.id, t.downloads from plugins p join plugin_totals t on t.plugin_id = p.id
  on conflict (plugin_id) do nothing`

/**
 * Makes the index anew while the old one answers. What changes meanwhile stays marked, and is brought up to date
 * afterwards.
 */
export async function rebuildSearch(app: App): Promise<void> {
  const isOurs = await changingIndex(app, 'plugins', async (tx) => {
    const known = await knownVersions(app)
    const started = performance.now()
    // Noted before they are read: a total that changes meanwhile differs.
    if (!app.search.hasLiveDownloads) {
      await tx.execute('delete from search_downloads')
      await tx.execute(NOTED)
    }
    await app.search.rebuild(allDocuments(app, known, BATCH))
    await tx.execute(BUILT, [JSON.stringify(known)])
    app.log.info({ ms: Math.round(performance.now() - started) }, 'search index rebuilt')
  })
  if (!isOurs) await later(app, 'rebuild-search', PAUSE)
}
