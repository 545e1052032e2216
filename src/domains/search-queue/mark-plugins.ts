import { enter } from '../../database/tenancy.ts'
import type { Tx } from '../context.ts'
import { type App, mark, type Queue } from './mark.ts'

const PLUGINS: Queue = { table: 'search_queue', key: 'plugin_id', of: 'plugins', job: 'index-plugins' }
const SOME = 'id in (select value::uuid from json_array_elements_text(?))'

/** Of an event about a plugin: what is found of it is brought up to date soon. */
export async function markPlugin(
  tx: Tx,
  { app }: { app: App },
  { data }: { data: { pluginId: string } },
): Promise<void> {
  await mark(tx, app, PLUGINS, 'id = ?', data.pluginId)
}

const OF_PERSON = `id in (
  with person (id) as (select ?::uuid)
  select p.id from plugins p join person on p.author_id = person.id
  union select r.plugin_id from reviews r join person on r.author_id = person.id)`

/**
 * Of an event about a person: their name is found with each of their plugins, and these and their reviews may be hidden
 * from others, or shown again.
 */
export async function markAuthorsPlugins(
  tx: Tx,
  { app }: { app: App },
  { data }: { data: { userId: string } },
): Promise<void> {
  await enter(tx, { sees: 'everything' })
  await mark(tx, app, PLUGINS, OF_PERSON, data.userId)
}

/** For what changes plugins without announcing it. */
export async function markPlugins(tx: Tx, { app }: { app: App }, pluginIds: string[]): Promise<void> {
  await mark(tx, app, PLUGINS, SOME, JSON.stringify(pluginIds))
}

/** Has the index looked after, whatever it lacks. */
export async function askForTending(tx: Tx, { app }: { app: App }): Promise<void> {
  await app.jobs.enqueue(tx, 'tend-search', {})
}
