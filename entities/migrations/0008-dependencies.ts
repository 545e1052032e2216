import { Migration } from '@mikro-orm/migrations'

/** What versions need of other plugins, in a form in which PostgreSQL finds the version that satisfies it. */
export class Migration0008Dependencies extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  // A text whose order (in the collation "C") is the precedence of Semantic Versioning 2.0.0 §11. A letter before a
  // number says how many digits it has; `~` puts a release behind its prereleases; a shorter list of identifiers comes
  // first.
  `create function semver_key(version text) returns text language sql immutable strict parallel safe
   return (
     select string_agg(chr(96 + length(number)) || number, '' order by place)
     from unnest(string_to_array(split_part(split_part(version, '+', 1), '-', 1), '.')) with ordinality as n (number, place)
   ) || case
     when position('-' in split_part(version, '+', 1)) = 0 then '~'
     else (
       select string_agg(
         case when part ~ '^[0-9]+$' then '0' || chr(96 + length(part)) || part else '1' || part end, ' ' order by place)
       from unnest(string_to_array(
         substr(split_part(version, '+', 1), position('-' in version) + 1), '.'
       )) with ordinality as p (part, place)
     ) end`,
  `alter table versions
   add column sort_key text collate "C" generated always as (semver_key(version)) stored,
   add column is_prerelease boolean generated always as (position('-' in split_part(version, '+', 1)) > 0) stored`,
  // The highest version of an interval is one step into this index: nothing in it is ever skipped.
  'create index versions_highest on versions (plugin_id, is_prerelease, sort_key) include (id) where not is_yanked',

  `create table dependencies (
    id uuid primary key,
    version_id uuid not null references versions on delete cascade,
    dependency_plugin_id uuid not null references plugins,
    version_req text not null,
    is_optional boolean not null,
    created_at timestamptz not null,
    constraint dependencies_once unique (version_id, dependency_plugin_id)
  )`,
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

  // All that a version needs, in its own row: a graph finds it where it finds the version, in one step for all.
  // `needs` is JSON, in the order of declaration: [[plugin, requirement, is optional, is prerelease, low, high, …], …].
  // The arrays are what is asked for it, one place for each: the highest release, or prerelease, of a plugin below a
  // bound. Where the lower bound lies does not matter, so that most of those who need a plugin ask the same. A dependency
  // of several intervals has no bound here, and its own id instead.
  `alter table versions
   add column needs text,
   add column asked_plugins uuid[],
   add column asked_prereleases boolean[],
   add column asked_below text[] collate "C",
   add column asked_intervals uuid[]`,
  `create function write_needs() returns trigger language plpgsql as $$
   begin
     update versions v set needs = found.needs, asked_plugins = found.plugins, asked_prereleases = found.prereleases,
       asked_below = found.below, asked_intervals = found.intervals
     from (
       select changed.version_id,
         '[' || string_agg(
           '[' || concat_ws(',', to_json(d.dependency_plugin_id), to_json(d.version_req), to_json(d.is_optional), i.ranges) || ']',
           ',' order by d.created_at, d.id) filter (where d.id is not null) || ']' as needs,
         array_agg(d.dependency_plugin_id) filter (where d.id is not null) as plugins,
         array_agg(i.is_prerelease) filter (where d.id is not null) as prereleases,
         array_agg(i.high) filter (where d.id is not null) as below,
         array_agg(case when i.high is null then d.id end) filter (where d.id is not null) as intervals
       from (select distinct version_id from written) changed
       left join dependencies d on d.version_id = changed.version_id
       left join lateral (
         select string_agg(
             concat_ws(',', to_json(is_prerelease), to_json(low), to_json(high)), ',' order by position) as ranges,
           case when count(*) = 1 then bool_and(is_prerelease) end as is_prerelease,
           case when count(*) = 1 then min(high) end as high
         from dependency_intervals where dependency_id = d.id
       ) i on true
       group by changed.version_id
     ) found
     where v.id = found.version_id;
     return null;
   end $$`,
  `create trigger dependencies_needs_changed after update on dependencies
   referencing new table as written for each statement execute function write_needs()`,
  `create trigger dependency_intervals_needs_new after insert on dependency_intervals
   referencing new table as written for each statement execute function write_needs()`,
  `create trigger dependency_intervals_needs_gone after delete on dependency_intervals
   referencing old table as written for each statement execute function write_needs()`,
]
