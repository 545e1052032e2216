import { statement } from '../../database/sql.ts'
import type { Services } from '../context.ts'
import { boundsContain } from '../versions/index.ts'

/** SQL for the declared range of the version `v` as one text: `0.2.0..0.3.x`, `..` without bounds. */
export const RANGE = `coalesce(v.pumpkin_version_min, '') || '..' || coalesce(v.pumpkin_version_max, '')`

/** From one range to the next along the index: the cost grows with the ranges, not with the versions. */
const declared = statement<{ range: string }>(`
  with recursive declared (range) as (
    (select ${RANGE} from versions v where not v.is_yanked order by 1 limit 1)
    union all
    select (
      select ${RANGE} from versions v where not v.is_yanked and ${RANGE} > declared.range order by 1 limit 1
    ) from declared where declared.range is not null
  )
  select range from declared where range is not null`)

/** The ranges that any release declares and that contain a version of Pumpkin. */
export async function rangesWith(app: Pick<Services, 'sql'>, version: string): Promise<string[]> {
  const ranges = await app.sql.all(declared)
  return ranges.map(({ range }) => range).filter((range) => isIn(range, version))
}

/** Tells which of the known versions a range contains, in their order. Made for one piece of work: it remembers. */
export function containing(known: readonly string[]): (range: string) => string[] {
  const found = new Map<string, string[]>()
  return (range) => {
    const versions = found.get(range) ?? known.filter((version) => isIn(range, version))
    found.set(range, versions)
    return versions
  }
}

/** Bounds are versions or x-ranges: neither has two dots in a row. */
function isIn(range: string, version: string): boolean {
  const [min, max] = range.split('..')
  return boundsContain(min || null, max || null, version)
}
