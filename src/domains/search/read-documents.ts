import { isoTime } from '../../database/json.ts'
import { statement } from '../../database/sql.ts'
import type { SearchDocument } from '../../ports/search/search.ts'
import type { Services } from '../context.ts'
import { LIVE } from '../plugins/index.ts'
import { knownVersions } from '../pumpkin-versions/index.ts'
import { containing, RANGE } from './ranges.ts'

/** SQL for the ranges that the releases of the plugin `p` declare, with the platforms they have a binary for. */
const supportedRanges = `(
  select coalesce(json_agg(json_build_object('range', range, 'platforms', platforms) order by range), '[]')
  from (
    select ${RANGE} as range,
      coalesce(array_agg(distinct b.platform) filter (where b.stored_at is not null), '{}') as platforms
    from versions v left join binaries b on b.version_id = v.id
    where v.plugin_id = p.id and not v.is_yanked group by 1
  ) declared)`

const document = `json_build_object(
  'pluginId', p.id, 'slug', p.slug, 'name', p.name, 'shortDescription', p.short_description,
  'description', coalesce(p.description, ''),
  'author', array_remove(array[u.username, u.display_name], null),
  'categories', (
    select coalesce(json_agg(json_build_object('slug', c.slug, 'name', c.name) order by pc.position), '[]')
    from plugin_categories pc join categories c on c.id = pc.category_id where pc.plugin_id = p.id),
  'downloads', t.downloads, 'averageRating', t.average_rating, 'reviewCount', t.review_count,
  'createdAt', ${isoTime('p.created_at')}, 'updatedAt', ${isoTime('p.updated_at')},
  'ranges', ${supportedRanges})`

const documents = (plugins: string) =>
  statement<{ document: SearchDocument }>(`
    select ${document} as document from (${plugins}) p
    join users u on u.id = p.author_id join plugin_totals t on t.plugin_id = p.id order by p.id`)

const byId = documents(`select * from plugins p where p.id = any($1::uuid[]) and ${LIVE}`)
const following = documents(
  `select * from plugins p where p.id > $1::uuid and ${LIVE} order by p.id limit $2::int`,
)

const hidden = documents(
  `select * from plugins p where p.only_for = tenant_variable('gourd.user_id')::uuid and ${LIVE}`,
)

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/** What is searched for of those of these plugins that are live. */
export async function readDocuments(app: Pick<Services, 'sql'>, ids: string[]): Promise<SearchDocument[]> {
  const versionsOf = containing(await knownVersions(app))
  return (await app.sql.all(byId, [ids])).map(({ document }) => completed(document, versionsOf))
}

/** What is searched for of those live plugins that nobody sees but who reads: in no index. */
export async function readHidden(app: Pick<Services, 'sql'>): Promise<SearchDocument[]> {
  const versionsOf = containing(await knownVersions(app))
  return (await app.sql.all(hidden)).map(({ document }) => completed(document, versionsOf))
}

/** What is searched for of all live plugins, in batches. */
export async function* allDocuments(
  app: Pick<Services, 'sql'>,
  known: readonly string[],
  batchSize: number,
): AsyncGenerator<SearchDocument[]> {
  const versionsOf = containing(known)
  for (let last: string | undefined = BEFORE_ALL; last !== undefined; ) {
    const rows: { document: SearchDocument }[] = await app.sql.all(following, [last, batchSize])
    if (rows.length > 0) yield rows.map(({ document }) => completed(document, versionsOf))
    last = rows.length < batchSize ? undefined : rows.at(-1)?.document.pluginId
  }
}

const completed = (document: SearchDocument, versionsOf: (range: string) => string[]): SearchDocument => ({
  ...document,
  ranges: document.ranges.map((range) => ({ ...range, pumpkinVersions: versionsOf(range.range) })),
})
