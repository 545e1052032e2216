/** So many versions a graph may have, and so many dependencies among them. */
export const MAX_NODES = 10_000
export const MAX_EDGES = 50_000

/** The walk over a dependency and on, through live plugins only: exactly the versions that it resolves to. */
export const walkFromDependency = (dependencyId: string): string => `
  walk (version_id, dependency_id) as (
    (${resolved(`i.dependency_id = ${dependencyId}::uuid`)})
    union
    select next.version_id, next.dependency_id
    from walk cross join lateral (
      select walk.version_id, null::uuid as dependency_id
      where walk.dependency_id is not null and walk.version_id is not null
      union all
      (${resolved('walk.dependency_id is null and i.version_id = walk.version_id')})
    ) next
  )`

/**
 * SQL for the dependencies whose intervals are chosen, each with the version it resolves to now: the highest one that
 * is not yanked and lies in one of its intervals, or null. One step into an index for each interval.
 */
const resolved = (chosen: string): string => `
  select distinct on (i.dependency_id) highest.id as version_id, i.dependency_id
  from dependency_intervals i left join lateral (
    ${highest('v.id, v.sort_key', 'i', 'i.high', `and v.sort_key >= i.low and ${LIVE}`)}
  ) highest on true
  where ${chosen}
  order by i.dependency_id, highest.sort_key desc nulls last`

const LIVE = `exists (
  select from plugins p where p.id = i.plugin_id and p.deleted_at is null and p.deactivated_at is null)`

/** One step into the index: the highest version below a bound, of the plugin and the kind that `asked` names. */
function highest(columns: string, asked: string, bound: string, further: string): string {
  return `select ${columns} from versions v
    where v.plugin_id = ${asked}.plugin_id and not v.is_yanked
      and v.is_prerelease = ${asked}.is_prerelease and v.sort_key < ${bound} ${further}
    order by v.sort_key desc limit 1`
}

/**
 * The walk from a version of a live plugin: SQL of the `with recursive` term `walk`, whose rows are of two kinds.
 *
 * - A version, with what it needs. Its `sort_key` is null where it is yanked: nothing resolves to it.
 * - A question, without `version_id`: which version of `plugin_id` is the highest below `sort_key`, or, without that,
 *   in one of the intervals of a dependency. It is looked up once for all who ask it.
 *
 * A dependency resolves to the highest version walked that lies in one of its intervals: the answer to its question is
 * among them, and nothing above it that it admits. No row is walked twice, so cycles end by themselves; how far it goes
 * is up to the `limit` of who reads it. It goes on into deleted and deactivated plugins, and beyond an answer that is
 * too low for all who asked: both are rare, cheaper than to look, and no edge leads there.
 */
export const walkFromVersion = (slug: string, version: string): string => `
  walk (
    version_id, plugin_id, is_prerelease, sort_key, intervals_of, version,
    needs, asked_plugins, asked_prereleases, asked_below, asked_intervals
  ) as (
    select v.id, v.plugin_id, v.is_prerelease, case when not v.is_yanked then v.sort_key end, null::uuid, v.version, ${NEEDS}
    from plugins p join versions v on v.plugin_id = p.id
    where p.slug = ${slug} and p.deleted_at is null and p.deactivated_at is null
      and v.release = split_part(${version}, '+', 1) and v.version = ${version}
    union
    select next.* from walk cross join lateral (
      select null::uuid, unnest(walk.asked_plugins), unnest(walk.asked_prereleases), unnest(walk.asked_below),
        unnest(walk.asked_intervals), null::text,
        null::text, null::uuid[], null::boolean[], null::text[] collate "C", null::uuid[]
      union all (
        ${highest(VERSION, 'walk', 'walk.sort_key', 'and walk.version_id is null')}
      )
      union all
      select best.* from (
        select v.* from dependency_intervals i cross join lateral (
          ${highest(VERSION, 'i', 'i.high', 'and v.sort_key >= i.low')}
        ) v
        where i.dependency_id = walk.intervals_of order by v.sort_key desc limit 1
      ) best
      where walk.intervals_of is not null
    ) next
  )`

const NEEDS = 'needs, asked_plugins, asked_prereleases, asked_below, asked_intervals'
const VERSION = `v.id, v.plugin_id, v.is_prerelease, v.sort_key, null::uuid, v.version, ${NEEDS}`
