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
    ${highest('v.id, v.sort_key', 'i', `and v.sort_key >= i.low and ${LIVE}`)}
  ) highest on true
  where ${chosen}
  order by i.dependency_id, highest.sort_key desc nulls last`

const LIVE = `exists (
  select from plugins p where p.id = i.plugin_id and p.deleted_at is null and p.deactivated_at is null)`

/** One step into the index, whatever stands below the bound of `below`. */
function highest(columns: string, below: string, further: string): string {
  return `select ${columns} from versions v
    where v.plugin_id = ${below}.plugin_id and not v.is_yanked
      and v.is_prerelease = ${below}.is_prerelease and v.sort_key < ${below}.high ${further}
    order by v.sort_key desc limit 1`
}

/**
 * The walk from a version: SQL of the `with recursive` term `walk`, whose rows are of three kinds.
 *
 * - A version: `version_id`, `plugin_id`, `version`.
 * - A `question`: which version of `plugin_id` is the highest below `high`. Where the lower bounds lie does not matter
 *   to it, so that most of those who need a plugin ask the same one, and it is looked up once. A dependency of several
 *   intervals, without `high`, has a question of its own.
 * - Its `answer`, with `version` and `sort_key`. It meets those who asked and whose lower bound is not above it.
 *
 * No row is walked twice, so cycles end by themselves; how far it goes is up to the `limit` of who reads it. It goes on
 * into deleted and deactivated plugins, and beyond an answer that is too low for all who asked: both are rare, cheaper
 * than to look, and no edge leads there.
 */
export const walkFromVersion = (versionId: string): string => `
  walk (version_id, question, plugin_id, is_prerelease, high, answer, version, sort_key) as (
    select id, null::uuid, plugin_id, null::boolean, null::text collate "C", null::uuid, version,
      null::text collate "C"
    from versions where id = ${versionId}::uuid
    union
    select next.* from walk cross join lateral (
      select null::uuid, d.question, d.dependency_plugin_id, d.is_prerelease, d.high, null::uuid, null::text, null::text
      from dependencies d where walk.version_id is not null and d.version_id = walk.version_id
      union all (
        ${highest(`null::uuid, ${QUESTION}, v.id, v.version, v.sort_key`, 'walk', `and ${IS_QUESTION}`)}
      )
      union all
      select null::uuid, ${QUESTION}, best.id, best.version, best.sort_key
      from (
        select v.id, v.version, v.sort_key from dependency_intervals i cross join lateral (
          ${highest('v.id, v.version, v.sort_key', 'i', 'and v.sort_key >= i.low')}
        ) v
        where i.dependency_id = walk.question order by v.sort_key desc limit 1
      ) best
      where ${IS_QUESTION} and walk.high is null
      union all
      select walk.answer, null, walk.plugin_id, null, null, null, walk.version, null where walk.answer is not null
    ) next
  )`

const QUESTION = 'walk.question, walk.plugin_id, walk.is_prerelease, walk.high'
const IS_QUESTION = 'walk.question is not null and walk.answer is null'
