import type { TestApp } from '../../support/app.ts'
import { execute } from '../../support/execute.ts'
import { writeWorld } from './world.ts'

let worlds = 0

/** Those of the versions that PostgreSQL finds in the intervals of a requirement, in the order they came. */
export async function admits(
  app: TestApp,
  requirement: string,
  versions: readonly string[],
): Promise<string[]> {
  const [found] = await admitsEach(app, [{ requirement, versions }])
  return found ?? []
}

/** As `admits`, for many requirements at once. */
export async function admitsEach(
  app: TestApp,
  cases: readonly { requirement: string; versions: readonly string[] }[],
): Promise<string[][]> {
  const world = `a${worlds++}`
  const ids = await writeWorld(app, [
    { slug: `${world}-target`, versions: [] },
    {
      slug: world,
      versions: cases.map(({ requirement }, n) => ({
        version: `${n}.0.0`,
        needs: [{ on: `${world}-target`, req: requirement }],
      })),
    },
  ])
  const rows = await execute<{ found: string[] }>(
    app,
    `with asked as (
       select * from jsonb_to_recordset(?::jsonb) as asked (place int, version_id uuid, versions jsonb)
     ), keys as materialized (
       select version, semver_key(version) collate "C" as key
       from (select distinct jsonb_array_elements_text(versions) as version from asked) every
     )
     select (
       select coalesce(json_agg(version order by place), '[]')
       from jsonb_array_elements_text(asked.versions) with ordinality as v (version, place)
       join keys using (version)
       where exists (
         select from dependency_intervals i
         where i.version_id = asked.version_id
           and i.is_prerelease = (split_part(version, '+', 1) like '%-%')
           and i.low <= key and key < i.high)
     ) as found
     from asked order by asked.place`,
    [
      JSON.stringify(
        cases.map(({ versions }, place) => ({
          place,
          version_id: ids.get(`${world}@${place}.0.0`),
          versions,
        })),
      ),
    ],
  )
  return rows.map(({ found }) => found)
}
