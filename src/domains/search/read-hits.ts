import { statement } from '../../database/sql.ts'
import type { Services } from '../context.ts'
import { JOINED, LIVE, type PluginSummary, pluginSummary } from '../plugins/index.ts'
import { knownVersions } from '../pumpkin-versions/index.ts'
import { containing, RANGE } from './ranges.ts'
import type { SearchHit } from './schema.ts'

interface Row {
  summary: PluginSummary
  ranges: string[]
  platforms: string[]
}

const found = statement<Row>(`
  select ${pluginSummary} as summary, releases.*
  from unnest($1::uuid[]) with ordinality as found (id, place)
  join plugins p on p.id = found.id ${JOINED}
  cross join lateral (
    select coalesce(json_agg(distinct ${RANGE}), '[]') as ranges,
      coalesce(json_agg(distinct b.platform) filter (where b.stored_at is not null), '[]') as platforms
    from versions v left join binaries b on b.version_id = v.id
    where v.plugin_id = p.id and not v.is_yanked
  ) releases
  where ${LIVE} order by found.place`)

/** These plugins as they are now, in this order; an index that is late names some that are gone. */
export async function readHits(app: Pick<Services, 'sql'>, ids: string[]): Promise<SearchHit[]> {
  if (ids.length === 0) return []
  const [rows, known] = await Promise.all([app.sql.all(found, [ids]), knownVersions(app)])
  const versionsOf = containing(known)
  return rows.map(({ summary, ranges, platforms }) => {
    const supported = new Set(ranges.flatMap(versionsOf))
    return {
      ...summary,
      platforms: platforms.sort(),
      pumpkin_versions: known.filter((version) => supported.has(version)),
    }
  })
}
