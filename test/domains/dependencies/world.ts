import { randomUUID } from 'node:crypto'
import { newId } from '../../../entities/index.ts'
import { insertIntervals, intervalRows } from '../../../src/domains/dependencies/intervals.ts'
import { intervalsIn } from '../../../src/domains/dependencies/requirement.ts'
import type { TestApp } from '../../support/app.ts'
import { execute } from '../../support/execute.ts'

export interface WorldPlugin {
  slug: string
  isInactive?: boolean
  versions: WorldVersion[]
}

export interface WorldVersion {
  version: string
  isYanked?: boolean
  needs?: Need[]
}

export interface Need {
  /** Slug of a plugin of the same world. */
  on: string
  req: string
  isOptional?: boolean
}

const DECLARED = '2026-01-01T00:00:00Z'

/** Writes many plugins at once, behind the back of every rule: cycles, too. Resolves with the version ids by `slug@version`. */
export async function writeWorld(
  app: TestApp,
  plugins: readonly WorldPlugin[],
): Promise<Map<string, string>> {
  const author = randomUUID()
  await execute(
    app,
    `insert into users (id, username, created_at, updated_at) values (?, ?, '${DECLARED}', '${DECLARED}')`,
    [author, `w-${author.slice(0, 30)}`],
  )
  const pluginIds = new Map(plugins.map(({ slug }) => [slug, newId()]))
  const versionIds = new Map(
    plugins.flatMap(({ slug, versions }) =>
      versions.map(({ version }): [string, string] => [`${slug}@${version}`, newId()]),
    ),
  )
  await insert(
    app,
    PLUGINS(author),
    plugins.map(({ slug, isInactive = false }) => ({ id: pluginIds.get(slug), slug, gone: isInactive })),
  )
  await insert(
    app,
    VERSIONS,
    plugins.flatMap(({ slug, versions }) =>
      versions.map(({ version, isYanked = false }) => ({
        id: versionIds.get(`${slug}@${version}`),
        plugin_id: pluginIds.get(slug),
        version,
        release: version.split('+', 1)[0],
        is_yanked: isYanked,
      })),
    ),
  )
  const needs = plugins.flatMap(({ slug, versions }) =>
    versions.flatMap(({ version, needs = [] }) =>
      needs.map(({ on, req, isOptional = false }) => ({
        id: newId(),
        version_id: versionIds.get(`${slug}@${version}`),
        dependency_plugin_id: pluginIds.get(on),
        version_req: req,
        is_optional: isOptional,
      })),
    ),
  )
  await insert(app, DEPENDENCIES, needs)
  await insert(
    app,
    insertIntervals('?'),
    needs.flatMap(({ id, version_req }) => intervalRows(id, intervalsIn(version_req))),
  )
  await execute(app, 'analyze plugins, versions, dependencies, dependency_intervals')
  return versionIds
}

const BATCH = 10_000

async function insert(app: TestApp, sql: string, rows: readonly object[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) {
    await execute(app, sql, [JSON.stringify(rows.slice(at, at + BATCH))])
  }
}

const PLUGINS = (author: string) => `
  with made as (
    insert into plugins (id, author_id, slug, name, short_description, deactivated_at, created_at, updated_at)
    select id, '${author}', slug, upper(slug), 'Made by a test', case when gone then now() end, '${DECLARED}', '${DECLARED}'
    from jsonb_to_recordset(?::jsonb) as p (id uuid, slug text, gone boolean) returning id
  )
  insert into plugin_totals (plugin_id) select id from made`

const VERSIONS = `
  with made as (
    insert into versions (id, plugin_id, version, release, is_yanked, published_at)
    select id, plugin_id, version, release, is_yanked, '${DECLARED}'
    from jsonb_to_recordset(?::jsonb) as v (id uuid, plugin_id uuid, version text, release text, is_yanked boolean)
    returning id
  )
  insert into version_totals (version_id) select id from made`

const DEPENDENCIES = `
  insert into dependencies (id, version_id, dependency_plugin_id, version_req, is_optional, created_at)
  select *, '${DECLARED}' from jsonb_to_recordset(?::jsonb) as d
    (id uuid, version_id uuid, dependency_plugin_id uuid, version_req text, is_optional boolean)`
