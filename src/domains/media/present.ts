import { isoTime } from '../../database/json.ts'
import type { Services } from '../context.ts'
import type { Media } from './schema.ts'

const EXPIRES_IN_SECONDS = 3600

/** A stored item as SQL gives it: all but its link, and where its object is. */
export type MediaRow = Omit<Media, 'url'> & { storage_key: string }

/** SQL that builds the `MediaRow` of a stored item; `m` is `plugin_media`. */
export const mediaRow = `json_build_object(
  'id', m.id, 'plugin_id', m.plugin_id, 'media_type', m.media_type, 'original_filename', m.original_filename,
  'file_size', m.file_size, 'mime_type', m.mime_type, 'caption', m.caption, 'position', m.position,
  'created_at', ${isoTime('m.stored_at')}, 'storage_key', m.storage_key)`

/** SQL that builds the stored items of the plugin with the id `pluginId`, in their order. */
export const mediaRows = (pluginId: string): string => `(
  select coalesce(json_agg(${mediaRow} order by m.position), '[]')
  from plugin_media m where m.plugin_id = ${pluginId} and m.stored_at is not null)`

/** Adds the link under which anybody can see the item for an hour. */
export async function presentMedia(app: Pick<Services, 'storage'>, row: MediaRow): Promise<Media> {
  const { storage_key, id, plugin_id, media_type, original_filename, file_size, mime_type, ...rest } = row
  const url = await app.storage.link(storage_key, {
    fileName: nameOf(original_filename, storage_key),
    contentType: mime_type,
    expiresInSeconds: EXPIRES_IN_SECONDS,
    inline: true,
  })
  return { id, plugin_id, media_type, original_filename, file_size, mime_type, url, ...rest }
}

/** Saved from the browser, the file has the ending of what it is: not every `.html` is a page, and no picture should be. */
function nameOf(fileName: string, storageKey: string): string {
  const ending = storageKey.slice(storageKey.lastIndexOf('.'))
  const isSame = fileName
    .toLowerCase()
    .replace(/\.jpeg$/, '.jpg')
    .endsWith(ending)
  return isSame ? fileName : `${fileName}${ending}`
}
