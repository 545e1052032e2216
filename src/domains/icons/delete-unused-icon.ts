import { statement } from '../../database/sql.ts'
import type { Services } from '../context.ts'

const inUse = statement<{ used: true }>(`
  select true as used from plugin_icons where plugin_id = $1 and storage_key = $2`)

/** Deletes the object of an icon unless its plugin shows it: its upload has failed or was killed. */
export async function deleteUnusedIcon(
  app: Pick<Services, 'sql' | 'storage'>,
  { pluginId, storageKey }: { pluginId: string; storageKey: string },
): Promise<void> {
  if (await app.sql.one(inUse, [pluginId, storageKey])) return
  await app.storage.delete(storageKey)
}
