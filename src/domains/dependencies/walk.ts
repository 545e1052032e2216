/** So many versions a graph may have, and so many dependencies among them. */
export const MAX_NODES = 10_000
export const MAX_EDGES = 50_000

const LIVE = `and exists (
  select from plugins p where p.id = i.plugin_id and p.deleted_at is null and p.deactivated_at is null)`

/**
 * SQL for the dependencies whose intervals are chosen, each with the version it resolves to now: the highest one that
 * is not yanked and lies in one of its intervals, or null. One step into an index for each interval.
 */
const resolved = (chosen: string, live: string): string => `
  select distinct on (i.dependency_id) highest.id as version_id, i.dependency_id
  from dependency_intervals i left join lateral (
    select v.id, v.sort_key from versions v
    where v.plugin_id = i.plugin_id and not v.is_yanked
      and v.is_prerelease = i.is_prerelease and v.sort_key >= i.low and v.sort_key < i.high ${live}
    order by v.sort_key desc limit 1
  ) highest on true
  where ${chosen}
  order by i.dependency_id, highest.sort_key desc nulls last`

/**
 * SQL of the `with recursive` term `walk (version_id, dependency_id)`: every version once (without a dependency), and
 * every dependency of these once with the version it resolves to. A row is never walked twice, so cycles end by
 * themselves; how far it goes is up to the `limit` of who reads it.
 */
const walk = (start: string, live: string): string => `
  walk (version_id, dependency_id) as (
    ${start}
    union
    select next.version_id, next.dependency_id
    from walk cross join lateral (
      select walk.version_id, null::uuid as dependency_id
      where walk.dependency_id is not null and walk.version_id is not null
      union all
      (${resolved('walk.dependency_id is null and i.version_id = walk.version_id', live)})
    ) next
  )`

/** The walk from a version. It goes on into deleted and deactivated plugins, which is cheaper than to look at each. */
export const walkFromVersion = (versionId: string): string =>
  walk(`select ${versionId}::uuid, null::uuid`, '')

/** The walk over a dependency and on, through live plugins only. */
export const walkFromDependency = (dependencyId: string): string =>
  walk(`(${resolved(`i.dependency_id = ${dependencyId}::uuid`, LIVE)})`, LIVE)
