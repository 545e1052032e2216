import type { Services, Tx } from '../context.ts'
import { drainQueue } from './drain-queue.ts'
import { readDocuments } from './read-documents.ts'

type App = Pick<Services, 'orm' | 'sql' | 'search' | 'clock' | 'jobs'>

const INDEXED = `
  insert into search_downloads (plugin_id, downloads)
  select * from json_to_recordset(?) as t (plugin_id uuid, downloads bigint)
  on conflict (plugin_id) do update set downloads = excluded.downloads`

/** Brings what is marked up to date in the index of plugins, until nothing is marked or `signal` stops it. */
export const indexPlugins = (app: App, job: { signal: AbortSignal }): Promise<void> =>
  drainQueue(
    app,
    {
      index: 'plugins',
      table: 'search_queue',
      key: 'plugin_id',
      job: 'index-plugins',
      work: (tx, ids) => indexSome(tx, app, ids),
    },
    job,
  )

async function indexSome(tx: Tx, app: App, ids: string[]): Promise<void> {
  const documents = await readDocuments(app, ids)
  const live = new Set(documents.map(({ pluginId }) => pluginId))
  await app.search.put(documents)
  await app.search.remove(ids.filter((id) => !live.has(id)))
  if (app.search.hasLiveDownloads) return
  const totals = documents.map(({ pluginId, downloads }) => ({ plugin_id: pluginId, downloads }))
  await tx.execute(INDEXED, [JSON.stringify(totals)])
}
