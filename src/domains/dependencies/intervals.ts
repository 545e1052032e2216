import semver from 'semver'
import type { Tx } from '../context.ts'

/** A place in the order of versions: just before a version, or just after it. */
export interface Place {
  version: string
  isAfter: boolean
}

/** Every release, or every prerelease, between two places; `null` is the end of the order. */
export interface Interval {
  isPrerelease: boolean
  low: Place | null
  high: Place | null
}

/**
 * What comparators admit that hold together: the releases between their bounds, and the prereleases there of each
 * `major.minor.patch` of which one of them names a prerelease. None when nothing can satisfy them.
 */
export function intervalsOf(comparators: readonly semver.Comparator[]): Interval[] {
  let [low, high]: [Place | null, Place | null] = [null, null]
  for (const comparator of comparators) {
    low = higher(low, lowOf(comparator))
    high = lower(high, highOf(comparator))
  }
  const releases = { isPrerelease: false, low, high }
  const prereleases = [...namedCores(comparators)].map((core) => ({
    isPrerelease: true,
    low: higher(low, { version: `${core}-0`, isAfter: false }),
    high: lower(high, { version: core, isAfter: false }),
  }))
  return [releases, ...prereleases].filter(({ low, high }) => !low || !high || compare(low, high) < 0)
}

const lowOf = ({ operator, semver: { version } }: semver.Comparator): Place | null =>
  version === undefined || operator.startsWith('<') ? null : { version, isAfter: operator === '>' }

const highOf = ({ operator, semver: { version } }: semver.Comparator): Place | null =>
  version === undefined || operator.startsWith('>') ? null : { version, isAfter: operator !== '<' }

/** `<2.0.0-0`, in which `^1` ends, names a prerelease only to leave all of them out. */
const namedCores = (comparators: readonly semver.Comparator[]): Set<string> =>
  new Set(
    comparators.flatMap(({ operator, semver: { prerelease, major, minor, patch } }) =>
      !prerelease?.length || (operator === '<' && prerelease.join('.') === '0')
        ? []
        : [`${major}.${minor}.${patch}`],
    ),
  )

const compare = (a: Place, b: Place): number =>
  semver.compare(a.version, b.version) || Number(a.isAfter) - Number(b.isAfter)

const higher = (a: Place | null, b: Place | null): Place | null =>
  a && b && compare(a, b) > 0 ? a : (b ?? a)

const lower = (a: Place | null, b: Place | null): Place | null => (a && b && compare(a, b) < 0 ? a : (b ?? a))

/**
 * SQL that turns intervals, as the JSON of `intervalRows`, into rows of `dependency_intervals`. What follows a key and
 * precedes every longer one is the key with the control character 1, since keys are made of printable characters.
 */
export const insertIntervals = (json: string) => `
  insert into dependency_intervals (dependency_id, position, version_id, plugin_id, is_prerelease, low, high)
  select d.id, i.position, d.version_id, d.dependency_plugin_id, i.is_prerelease,
    case when is_empty then '~' else coalesce(semver_key(i.low) || case when after_low then e'\\x01' else '' end, '') end,
    case when is_empty then '' else coalesce(semver_key(i.high) || case when after_high then e'\\x01' else '' end, '~') end
  from jsonb_to_recordset(${json}::jsonb) as i (
    dependency_id uuid, position smallint, is_prerelease boolean, is_empty boolean,
    low text, after_low boolean, high text, after_high boolean)
  join dependencies d on d.id = i.dependency_id`

/** The rows that `insertIntervals` reads: one at least. */
export const intervalRows = (dependencyId: string, intervals: readonly Interval[]) => {
  if (intervals.length === 0) {
    return [{ dependency_id: dependencyId, position: 0, is_empty: true, is_prerelease: false }]
  }
  return intervals.map(({ isPrerelease, low, high }, position) => ({
    dependency_id: dependencyId,
    position,
    is_prerelease: isPrerelease,
    is_empty: false,
    low: low?.version ?? null,
    after_low: low?.isAfter ?? false,
    high: high?.version ?? null,
    after_high: high?.isAfter ?? false,
  }))
}

/** Replaces what a dependency, already written, admits. */
export async function setIntervals(
  tx: Tx,
  dependencyId: string,
  intervals: readonly Interval[],
): Promise<void> {
  await tx.execute('delete from dependency_intervals where dependency_id = ?', [dependencyId])
  await tx.execute(insertIntervals('?'), [JSON.stringify(intervalRows(dependencyId, intervals))])
}
