import { statement } from '../../database/sql.ts'
import type { Services } from '../context.ts'
import { JOINED, LIVE, type PluginSummary, pluginSummary } from '../plugins/index.ts'
import { knownVersions } from '../pumpkin-versions/index.ts'
import { containing } from './ranges.ts'
import { supportedRanges } from './read-documents.ts'
import type { SearchHit } from './schema.ts'

interface Row {
  summary: PluginSummary
  ranges: { range: string; platforms: string[] }[]
}

const found = statement<Row>(`
  select ${pluginSummary} as summary, ${supportedRanges} as ranges
  from unnest($1::uuid[]) with ordinality as found (id, place)
  join plugins p on p.id = found.id ${JOINED} where ${LIVE} order by found.place`)

/** These plugins as they are now, in this order; an index that is late names some that are gone. */
export async function readHits(app: Pick<Services, 'sql'>, ids: string[]): Promise<SearchHit[]> {
  if (ids.length === 0) return []
  const [rows, known] = await Promise.all([app.sql.all(found, [ids]), knownVersions(app)])
  const versionsOf = containing(known)
  return rows.map(({ summary, ranges }) => {
    const supported = new Set(ranges.flatMap(({ range }) => versionsOf(range)))
    return {
      ...summary,
      platforms: [...new Set(ranges.flatMap(({ platforms }) => platforms))].sort(),
      pumpkin_versions: known.filter((version) => supported.has(version)),
    }
  })
}
