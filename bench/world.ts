import pg from 'pg'

/** How much is in a generated registry. */
export interface WorldSize {
  plugins: number
  authors?: number
  categoriesPerPlugin?: number
  versionsPerPlugin?: number
  /** Days of download history of each plugin, the last one being that of `WORLD_END`. */
  daysOfDownloads?: number
}

/** The last moment of a generated world; its first plugin is five years older. */
export const WORLD_END = '2026-03-01T00:00:00Z'

/**
 * Fills a migrated, empty database with a registry of that size: the same rows each time. Downloads follow
 * Zipf's law over a shuffled order; of a hundred plugins one is deleted and one deactivated.
 */
export async function createWorld(url: string, size: WorldSize): Promise<void> {
  const { plugins, versionsPerPlugin = 0, categoriesPerPlugin = 3, daysOfDownloads = 0 } = size
  const authors = size.authors ?? Math.max(1, Math.round(plugins / 10))
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  try {
    await client.query(worldId)
    await client.query(users, [authors])
    await client.query(world, [plugins])
    await client.query('create unique index on world (id)')
    await client.query('analyze world')
    await client.query(pluginRows, [authors])
    await client.query(pluginCategories, [categoriesPerPlugin])
    await client.query(versions, [versionsPerPlugin])
    await client.query(versionTotals, [versionsPerPlugin])
    await client.query(pluginTotals)
    await client.query(downloadDays, [daysOfDownloads])
    await client.query('drop table world')
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

/**
 * Lets the newest version of each plugin need up to four others, most often one of a few that everybody needs. A plugin
 * needs older ones only, so that there are no cycles.
 */
export async function createHubs(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  try {
    await client.query(hubs)
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

/** A UUID version 7 made of a time and a label. */
const worldId = `
  create function pg_temp.world_id(at timestamptz, label text) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(label), 1, 3)
      || '8' || substr(md5(label), 4, 15))::uuid $$`

const userId = (i: string) => `pg_temp.world_id('2021-01-01T00:00:00Z', 'user' || ${i})`

const users = `
  insert into users (id, username, email, email_verified, display_name, avatar_url, created_at, updated_at)
  select ${userId('i')}, 'author-' || i, 'author-' || i || '@example.com', true, 'Author ' || i,
    'https://avatars.example.com/u/' || i, '2021-01-01T00:00:00Z', '2021-01-01T00:00:00Z'
  from generate_series(1, $1::int) i`

/** Each plugin's number, id, birth, place in the order of downloads and name. */
const world = `
  create temp table world as
  select i, pg_temp.world_id(made, 'plugin' || i) as id, made,
    1000000 / (1 + (i::bigint * 7919 + 104729) % n) as downloads,
    words[1 + i % 20] || ' ' || words[1 + i / 20 % 20] || ' ' || i as name
  from (select i, n,
    date_trunc('milliseconds', timestamptz '${WORLD_END}' - interval '5 years' * (1 - i / n::float8)) as made,
    array['Fast', 'Pumpkin', 'Chunk', 'Guard', 'Economy', 'Voice', 'Better', 'Claim', 'Portal', 'Quest',
      'Mob', 'Arena', 'Vault', 'Chat', 'Warp', 'Rank', 'Trade', 'Core', 'Skin', 'Loot'] as words
    from (select $1::int as n) size, generate_series(1, $1::int) i) numbers`

const pluginRows = `
  insert into plugins (id, author_id, slug, name, short_description, description, license, repository_url,
    deleted_at, deactivated_at, created_at, updated_at)
  select id, ${userId('(1 + i % $1::int)')}, lower(replace(name, ' ', '-')), name,
    'Does what plugin number ' || i || ' is made for, on every Pumpkin server',
    repeat('What it does, how it is set up and what to expect of it. ', 20), 'MIT',
    'https://git.example.com/author-' || (1 + i % $1::int) || '/plugin-' || i,
    case when i % 100 = 17 then made end, case when i % 100 = 71 then made end,
    made, least(made + interval '1 hour' * (i * 31 % 5000), '${WORLD_END}')
  from world order by i`

const pluginCategories = `
  insert into plugin_categories (plugin_id, category_id, position)
  select world.id, c.id, k
  from world cross join generate_series(0, $1::int - 1) k
  join (
    select id, row_number() over (order by display_order) - 1 as place, count(*) over () as n from categories
  ) c on c.place = (i * 7 + k * 5) % n
  order by i, k`

const versions = `
  insert into versions (id, plugin_id, version, release, changelog, pumpkin_version_min, pumpkin_version_max,
    is_yanked, published_at)
  select pg_temp.world_id(made + interval '1 day' * v, 'version' || i || '.' || v), id,
    '0.' || v || '.0', '0.' || v || '.0', '- What changed in 0.' || v, '0.1.0', '0.' || (1 + v % 4) || '.x',
    (i + v) % 50 = 0, made + interval '1 day' * v
  from world cross join generate_series(1, $1::int) v order by i, v`

const versionTotals = `
  insert into version_totals (version_id, downloads)
  select versions.id, world.downloads / $1::int from versions join world on world.id = versions.plugin_id`

/** A plugin's total is the sum of its versions, where it has any. */
const pluginTotals = `
  insert into plugin_totals (plugin_id, downloads)
  select id, coalesce(
    (select sum(t.downloads) from versions v join version_totals t on t.version_id = v.id
     where v.plugin_id = world.id),
    downloads)
  from world`

const downloadDays = `
  insert into plugin_download_days (plugin_id, day, downloads)
  select id, date '${WORLD_END.slice(0, 10)}' - d, 1 + downloads / 100 * (1 + (i + d) % 7) / 28
  from world cross join generate_series(0, $1::int - 1) d order by i, d`

/** The place of what is needed falls with the fourth power of a number from 0 to 1: half of all needs go to 6 %. */
const hubs = `
  with numbered as (
    select p.id, row_number() over (order by p.created_at, p.id) - 1 as place,
      (select v.id from versions v where v.plugin_id = p.id order by v.sort_key desc limit 1) as newest
    from plugins p
  ), needs as (
    select distinct n.newest as version_id, target.id as plugin_id, n.place
    from numbered n cross join generate_series(1, 4) k
    join numbered target on target.place =
      floor(n.place * ((hashtext(n.place || ':' || k) & 65535) / 65536.0) ^ 4)::int
    where k <= n.place % 5 and n.place > 0
  ), made as (
    insert into dependencies (id, version_id, dependency_plugin_id, version_req, is_optional, created_at)
    select md5(version_id::text || plugin_id)::uuid, version_id, plugin_id, '>=0.1', place % 7 = 0, '${WORLD_END}'
    from needs
    returning id, version_id, dependency_plugin_id
  )
  insert into dependency_intervals (dependency_id, position, version_id, plugin_id, is_prerelease, low, high)
  select id, 0, version_id, dependency_plugin_id, false, semver_key('0.1.0'), semver_key('1000000.0.0-0') from made`
