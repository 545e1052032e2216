import { isoTime } from '../../database/json.ts'
import { statement } from '../../database/sql.ts'
import type { ListingDocument } from '../../ports/listing-search/listing-search.ts'
import type { Services } from '../context.ts'

/** What everybody may find. */
const PUBLIC = `l.status = 'published' and l.only_for is null`

const document = `json_build_object(
  'listingId', l.id, 'title', l.title, 'summary', l.summary, 'description', l.description,
  'persona', p.name, 'seller', array_remove(array[u.username, u.display_name], null), 'tags', l.tags,
  'category', case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end,
  'license', l.license, 'priceUsdMicros', l.price_usd_micros, 'installs', l.installs,
  'ratingsAvg', l.ratings_avg, 'ratingsCount', l.ratings_count, 'publishedAt', ${isoTime('l.published_at')})`

const documents = (listings: string) =>
  statement<{ document: ListingDocument }>(`
    select ${document} as document from (${listings}) l
    join personas p on p.id = l.persona_id join users u on u.id = l.seller_id
    left join categories c on c.id = l.category_id order by l.id`)

const byId = documents(`select * from listings l where l.id = any($1::uuid[]) and ${PUBLIC}`)
const following = documents(
  `select * from listings l where l.id > $1::uuid and ${PUBLIC} order by l.id limit $2::int`,
)

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

const everything = (app: Pick<Services, 'sql'>) => app.sql.within({ sees: 'everything' })

/** What is searched for of those of these listings that everybody may find. */
export async function readListings(app: Pick<Services, 'sql'>, ids: string[]): Promise<ListingDocument[]> {
  return (await everything(app).all(byId, [ids])).map(({ document }) => document)
}

/** What is searched for of all listings that everybody may find, in batches. */
export async function* allListings(
  app: Pick<Services, 'sql'>,
  batchSize: number,
): AsyncGenerator<ListingDocument[]> {
  for (let last: string | undefined = BEFORE_ALL; last !== undefined; ) {
    const rows: { document: ListingDocument }[] = await everything(app).all(following, [last, batchSize])
    if (rows.length > 0) yield rows.map(({ document }) => document)
    last = rows.length < batchSize ? undefined : rows.at(-1)?.document.listingId
  }
}
