import pg from 'pg'

/** What needs what: plugin `n` needs later ones, and in a ring the last ones need the first ones. */
export type Shape =
  | { kind: 'wide' | 'ring'; reach: number; edges: number }
  | { kind: 'chain' }
  | { kind: 'clique' }

const VERSIONS = 5

/**
 * Plugins `<name>-0` to `<name>-<count - 1>`, each with the versions 1.0.0 to 1.4.0: the same rows each time.
 */
export async function createDependencies(
  url: string,
  name: string,
  count: number,
  shape: Shape,
): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  try {
    await client.query(author)
    await client.query(plugins, [name, count])
    await client.query(versions, [name, count])
    await client.query(dependencies(needs[shape.kind]), [
      name,
      count,
      'reach' in shape ? shape.reach : 1,
      'edges' in shape ? shape.edges : 1,
    ])
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

const AT = `'2026-01-01T00:00:00Z'`
const id = (label: string) => `md5(${label})::uuid`
const AUTHOR = id(`'graph-author'`)

const author = `
  insert into users (id, username, created_at, updated_at) values (${AUTHOR}, 'graph-author', ${AT}, ${AT})
  on conflict do nothing`

const pluginId = (n: string) => id(`$1::text || ${n}`)
const versionId = (n: string, v: string) => id(`$1::text || ${n} || '@' || ${v}`)

const plugins = `
  with made as (
    insert into plugins (id, author_id, slug, name, short_description, created_at, updated_at)
    select ${pluginId('n')}, ${AUTHOR}, $1::text || '-' || n, 'Plugin ' || n, 'Needs others', ${AT}, ${AT}
    from generate_series(0, $2::int - 1) n returning id
  ) insert into plugin_totals (plugin_id) select id from made`

const versions = `
  with made as (
    insert into versions (id, plugin_id, version, release, published_at)
    select ${versionId('n', 'v')}, ${pluginId('n')}, text, text, ${AT}
    from generate_series(0, $2::int - 1) n, generate_series(0, ${VERSIONS - 1}) v, concat('1.', v, '.0') text
    returning id
  ) insert into version_totals (version_id) select id from made`

/** SQL for the numbers that plugin `n` of `$2` needs. */
const needs = {
  wide: `(
    select n + 1 as needed union
    select n + 2 + (n * 31 + k * 17) % ($3::int - 1) from generate_series(2, $4::int) k)`,
  ring: `(
    select (n + 1) % $2::int as needed union
    select (n + 2 + (n * 31 + k * 17) % ($3::int - 1)) % $2::int from generate_series(2, $4::int) k)`,
  chain: '(select n + $3::int * $4::int as needed)',
  clique: '(select generate_series(n + $3::int * $4::int, $2::int - 1) as needed)',
} satisfies Record<Shape['kind'], string>

/** The highest version needs all that, the others nothing. */
const dependencies = (needed: string) => `
  with made as (
    insert into dependencies (id, version_id, dependency_plugin_id, version_req, is_optional, created_at)
    select ${id(`$1::text || n || '>' || needed`)}, ${versionId('n', String(VERSIONS - 1))}, ${pluginId('needed')},
      '^1.' || (n + needed) % 3, false, ${AT}
    from generate_series(0, $2::int - 1) n, lateral ${needed} needs
    where needed < $2::int and needed <> n
    returning id, version_id, dependency_plugin_id, version_req
  )
  insert into dependency_intervals (dependency_id, position, version_id, plugin_id, is_prerelease, low, high)
  select id, 0, version_id, dependency_plugin_id, false,
    semver_key(substr(version_req, 2) || '.0'), semver_key('2.0.0-0')
  from made`
