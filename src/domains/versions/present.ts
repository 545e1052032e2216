import { isoTime } from '../../database/json.ts'

/** What the shape of a version is made of: `v` is `versions`, `t` its totals. */
export const JOINED = 'versions v join version_totals t on t.version_id = v.id'

/** SQL that builds the `Version` of a row. */
export const version = `json_build_object(
  'id', v.id, 'version', v.version, 'changelog', v.changelog,
  'pumpkin_version_min', v.pumpkin_version_min, 'pumpkin_version_max', v.pumpkin_version_max,
  'downloads', t.downloads, 'is_yanked', v.is_yanked, 'published_at', ${isoTime('v.published_at')})`

/** Finds what `asked` names by `slug`, `release` and `version`: `p` the live plugin, `v` the version of that text. */
export const ASKED = `
  join plugins p on p.slug = asked.slug and p.deleted_at is null and p.deactivated_at is null
  join versions v on v.plugin_id = p.id and v.release = asked.release and v.version = asked.version`
