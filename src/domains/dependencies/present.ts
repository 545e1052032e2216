import { isoTime } from '../../database/json.ts'

/** What the shape of a dependency is made of: `d` is `dependencies`, `p` the plugin it names. */
export const JOINED = 'dependencies d join plugins p on p.id = d.dependency_plugin_id'

/** SQL that builds the `Dependency` of a row. */
export const dependency = `json_build_object(
  'id', d.id, 'dependency_plugin', json_build_object('id', p.id, 'name', p.name, 'slug', p.slug),
  'version_req', d.version_req, 'is_optional', d.is_optional, 'created_at', ${isoTime('d.created_at')})`
