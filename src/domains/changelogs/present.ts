import { isoTime } from '../../database/json.ts'

/** SQL that builds the `Changelog` of a row of `plugin_changelogs c`. */
export const changelog = `json_build_object(
  'id', c.id, 'plugin_id', c.plugin_id, 'content', c.content, 'source', c.source,
  'created_at', ${isoTime('c.created_at')}, 'updated_at', ${isoTime('c.updated_at')})`
