import pg from 'pg'
import { seeded, zipf } from './lib/random.ts'
import { vocabulary } from './search-texts.ts'

const BATCH = 5000
const SELLERS = 10
const PERSONAS = 1000
/** As likely as they are often here. */
const STATUSES = [
  'published',
  'published',
  'published',
  'published',
  'unpublished',
  'in_review',
  'draft',
  'removed',
]
const LICENSES = ['cc_by', 'cc_by_sa', 'cc_by_nc', 'cc_by_nd', 'commercial', 'proprietary']

export interface ListingWorld {
  orgId: string
  sellerId: string
  categoryId: string
  titles: string[]
}

/** Fills the organisation of a person with so many listings, the same ones each time, of some sellers in all states. */
export async function createListings(url: string, email: string, listings: number): Promise<ListingWorld> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string; org: string }>(
      `select u.id, o.id as org from users u join organisations o on o.personal_user_id = u.id where u.email = $1`,
      [email],
    )
    const { id: owner, org } = rows[0] as { id: string; org: string }
    await client.query(sellers, [SELLERS])
    await client.query(personas, [org, owner, PERSONAS])
    // What the triggers do row by row is done once, at the end.
    await client.query('alter table listings disable trigger user')
    const make = maker()
    const titles: string[] = []
    for (let at = 0; at < listings; at += BATCH) {
      const made = Array.from({ length: Math.min(BATCH, listings - at) }, (_, i) => make(at + i))
      titles.push(...made.map(({ title }) => title))
      await client.query(insert, [org, JSON.stringify(made)])
    }
    await client.query('alter table listings enable trigger user')
    await client.query(counts)
    await client.query(publicCounts)
    await client.query('vacuum analyze')
    const { rows: some } = await client.query<{ seller: string; category: string }>(
      `select seller_id as seller, category_id as category from listings order by id limit 1`,
    )
    const { seller, category } = some[0] as { seller: string; category: string }
    return { orgId: org, sellerId: seller, categoryId: category, titles }
  } finally {
    await client.end()
  }
}

interface Made {
  i: number
  title: string
  summary: string
  description: string
  status: string
  license: string
  price: number
  tags: string[]
  installs: number
  ratings: number
  stars: number
}

function maker(): (i: number) => Made {
  const random = seeded(5)
  const words = vocabulary(random)
  const common = zipf(words.length, 1, random)
  const several = (count: number) => Array.from({ length: count }, () => words[common()] as string)
  const one = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  return (i) => {
    const ratings = Math.floor(random() ** 4 * 500)
    return {
      i,
      title: several(2 + Math.floor(random() * 3)).join(' '),
      summary: several(6 + Math.floor(random() * 10)).join(' '),
      description: several(20 + Math.floor(random() * 40)).join(' '),
      status: one(STATUSES),
      license: one(LICENSES),
      price: random() < 0.5 ? 0 : Math.floor(random() * 50) * 1_000_000,
      tags: several(3),
      installs: Math.floor(random() ** 6 * 100_000),
      ratings,
      stars: Math.floor(ratings * (1 + random() * 4)),
    }
  }
}

const uuid = (label: string) => `md5('${label}' || i)::uuid`

const sellers = `
  insert into users (id, username, email, email_verified, created_at, updated_at)
  select ${uuid('seller')}, 'seller-' || i, 'seller-' || i || '@example.com', true, now(), now()
  from generate_series(0, $1::int - 1) i`

const personas = `
  insert into personas (id, org_id, slug, name, created_by, created_at, updated_at)
  select ${uuid('persona')}, $1, 'persona-' || i, 'Persona ' || i, $2, now(), now()
  from generate_series(0, $3::int - 1) i`

const insert = `
  insert into listings (id, org_id, persona_id, seller_id, category_id, slug, title, summary, description, license,
    price_usd_micros, status, tags, installs, ratings_sum, ratings_count, published_at, created_at, updated_at)
  select ${uuid('listing')}, $1, md5('persona' || i % ${PERSONAS})::uuid, md5('seller' || (i * 7 % ${SELLERS}))::uuid,
    (select id from categories order by display_order offset i * 31 / 11 % 10 limit 1),
    'listing-' || i, title, summary, description, license, price, status, tags, installs, stars, ratings,
    case when status = 'published' then made end, made, made
  from (
    select t.*, timestamptz '2025-01-01T00:00:00Z' + interval '5 minutes' * i as made
    from json_to_recordset($2) as t (i int, title text, summary text, description text, status text, license text,
      price bigint, tags text[], installs int, ratings int, stars int)
  ) numbered`

const counts = `
  insert into listing_counts (org_id, status, seller_id, category_id, listings)
  select org_id, status, seller_id, category_id, count(*) from listings group by 1, 2, 3, 4`

const publicCounts = `
  insert into public_listing_counts (license, category_id, is_free, listings)
  select license, category_id, price_usd_micros = 0, count(*) from listings where status = 'published' group by 1, 2, 3`
