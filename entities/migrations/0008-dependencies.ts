import { Migration } from '@mikro-orm/migrations'

/** What versions need of other plugins, in a form in which PostgreSQL finds the version that satisfies it. */
export class Migration0008Dependencies extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  // A text whose order (in the collation "C") is the precedence of Semantic Versioning 2.0.0 §11. Numbers are padded to
  // the 16 digits of 2^53; `~` puts a release behind its prereleases; a shorter list of identifiers comes first.
  `create function semver_key(version text) returns text language sql immutable strict parallel safe
   return (
     select string_agg(lpad(number, 16, '0'), '.' order by place)
     from unnest(string_to_array(split_part(split_part(version, '+', 1), '-', 1), '.')) with ordinality as n (number, place)
   ) || case
     when position('-' in split_part(version, '+', 1)) = 0 then '~'
     else (
       select string_agg(case when part ~ '^[0-9]+$' then '0' || lpad(part, 16, '0') else '1' || part end, ' ' order by place)
       from unnest(string_to_array(
         substr(split_part(version, '+', 1), position('-' in version) + 1), '.'
       )) with ordinality as p (part, place)
     ) end`,
  `alter table versions
   add column sort_key text collate "C" generated always as (semver_key(version)) stored,
   add column is_prerelease boolean generated always as (position('-' in split_part(version, '+', 1)) > 0) stored`,
  // The highest version of an interval is one step into this index: nothing in it is ever skipped.
  'create index versions_highest on versions (plugin_id, is_prerelease, sort_key) include (id, version) where not is_yanked',

  // What a dependency asks of a plugin in a graph: its highest release, or prerelease, below a bound. One id for all who
  // ask the same.
  `create function question_id(plugin_id uuid, is_prerelease boolean, high text)
   returns uuid language sql immutable strict parallel safe
   return encode(substr(sha256(convert_to(plugin_id || ' ' || is_prerelease || ' ' || high, 'UTF8')), 1, 16), 'hex')::uuid`,

  // `is_prerelease`, `low` and `high`: the interval, where a requirement is a single one, as nearly all are; `question`
  // is then that of `question_id`, else one of its own.
  `create table dependencies (
    id uuid primary key,
    version_id uuid not null references versions on delete cascade,
    dependency_plugin_id uuid not null references plugins,
    version_req text not null,
    is_optional boolean not null,
    created_at timestamptz not null,
    question uuid,
    is_prerelease boolean,
    low text collate "C",
    high text collate "C",
    constraint dependencies_once unique (version_id, dependency_plugin_id)
  )`,
  // In the order in which a graph shows them.
  'create index dependencies_declared on dependencies (version_id, created_at, id)',
  'create index dependencies_dependants on dependencies (dependency_plugin_id, version_id)',
  // What a requirement admits: every release, or every prerelease, whose key lies in [low, high) of one of these. The
  // least key is '', and '~' is beyond every key. Version and plugin are those of the dependency. What admits nothing
  // has one row, from '~' to ''.
  `create table dependency_intervals (
    dependency_id uuid not null references dependencies on delete cascade,
    position smallint not null,
    version_id uuid not null,
    plugin_id uuid not null,
    is_prerelease boolean not null,
    low text collate "C" not null,
    high text collate "C" not null,
    primary key (dependency_id, position)
  )`,
  'create index dependency_intervals_version on dependency_intervals (version_id, plugin_id)',
]
