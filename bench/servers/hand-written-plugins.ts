import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Sql, statement } from '../../src/database/sql.ts'

const Query = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(20),
  category: z.string().max(100).optional(),
})
const Params = z.object({ slug: z.string().regex(/^[a-z0-9-]{1,100}$/) })

interface Row {
  id: string
  created_at: string
  updated_at: string
  author: unknown
  [column: string]: unknown
}

const categories = (fields: string) => `(
  select coalesce(json_agg(json_build_object(${fields}) order by pc.position), '[]')
  from plugin_categories pc join categories c on c.id = pc.category_id where pc.plugin_id = p.id)`
const SUMMARY_CATEGORIES = categories(`'slug', c.slug, 'name', c.name, 'icon', c.icon`)
const DETAIL_CATEGORIES = categories(`'id', c.id, 'slug', c.slug, 'name', c.name, 'icon', c.icon`)

const LIVE = 'p.deleted_at is null and p.deactivated_at is null'
const JOINED = 'join users u on u.id = p.author_id join plugin_totals t on t.plugin_id = p.id'
const IN_CATEGORY = `
  join plugin_categories f on f.plugin_id = p.id
    and f.category_id = (select id from categories where slug = $3)`

const page = (filter: string) => `
  from (
    select p.id, p.created_at from plugins p ${filter} where ${LIVE}
    order by p.created_at desc, p.id desc limit $1 offset $2
  ) page
  join plugins p on p.id = page.id ${JOINED}`
/** From the same totals as ours: counting rows would measure PostgreSQL. */
const count = (filter: string) =>
  `select sum(delta) as total from live_counts where counted = 'plugins' and category_id ${
    filter === '' ? 'is null' : '= (select id from categories where slug = $1)'
  }`

const isoTime = (column: string) => `translate(left(${column}::text, -3), ' ', 'T') || 'Z'`

const COLUMNS = `p.id, p.slug, p.name, p.short_description, t.downloads as downloads_total,
  t.average_rating::float8 as average_rating, t.review_count, p.icon_url`
const MEMBERS = `'id', p.id, 'slug', p.slug, 'name', p.name, 'short_description', p.short_description`
const NUMBERS = `'downloads_total', t.downloads, 'average_rating', t.average_rating,
  'review_count', t.review_count, 'icon_url', p.icon_url`
const TIMES = `'created_at', ${isoTime('p.created_at')}, 'updated_at', ${isoTime('p.updated_at')}`

const listOf = (filter: string) => ({
  items: statement<Row>(`
    select ${COLUMNS}, json_build_object('username', u.username, 'avatar_url', u.avatar_url) as author,
      ${SUMMARY_CATEGORIES} as categories, p.created_at, p.updated_at
    ${page(filter)} order by page.created_at desc, page.id desc`),
  count: statement<{ total: number }>(count(filter)),
  whole: statement<{ data: unknown[]; total: number }>(`
    select (${count(filter).replace('$1', '$3')}) as total, (
      select coalesce(json_agg(json_build_object(${MEMBERS}, ${NUMBERS},
        'author', json_build_object('username', u.username, 'avatar_url', u.avatar_url),
        'categories', ${SUMMARY_CATEGORIES}, ${TIMES}
      ) order by page.created_at desc, page.id desc), '[]') ${page(filter)}) as data`),
})
const all = listOf('')
const inCategory = listOf(IN_CATEGORY)

const AUTHOR = `json_build_object(
  'id', u.id, 'username', u.username, 'display_name', u.display_name, 'avatar_url', u.avatar_url)`
const detail = statement<Row>(`
  select ${COLUMNS}, p.description, p.license, p.repository_url, p.website_url, true as is_active,
    ${AUTHOR} as author, ${DETAIL_CATEGORIES} as categories, p.created_at, p.updated_at
  from plugins p ${JOINED} where p.slug = $1 and ${LIVE}`)
const wholeDetail = statement<{ plugin: unknown }>(`
  select json_build_object(${MEMBERS},
    'description', p.description, 'license', p.license,
    'repository_url', p.repository_url, 'website_url', p.website_url, ${NUMBERS}, 'is_active', true,
    'author', ${AUTHOR}, 'categories', ${DETAIL_CATEGORIES}, ${TIMES}) as plugin
  from plugins p ${JOINED} where p.slug = $1 and ${LIVE}`)

/** What people write without our stack: from rows at `/hand-written`, by PostgreSQL at `/hand-written-json`. */
export function handWritten(server: FastifyInstance, sql: Sql): void {
  server.get('/api/v1/hand-written/plugins', async (request, reply) => {
    const { page, per_page, category } = Query.parse(request.query)
    const list = category === undefined ? all : inCategory
    const filter = category === undefined ? [] : [category]
    const [rows, counted] = await Promise.all([
      sql.all(list.items, [per_page, (page - 1) * per_page, ...filter]),
      sql.one(list.count, filter),
    ])
    reply.header('cache-control', 'no-store')
    return { data: rows.map(present), page, per_page, total: counted?.total }
  })
  server.get('/api/v1/hand-written-json/plugins', async (request, reply) => {
    const { page, per_page, category } = Query.parse(request.query)
    const { whole } = category === undefined ? all : inCategory
    const filter = category === undefined ? [] : [category]
    const row = await sql.one(whole, [per_page, (page - 1) * per_page, ...filter])
    reply.header('cache-control', 'no-store')
    return { data: row?.data, page, per_page, total: row?.total }
  })
  server.get('/api/v1/hand-written/plugins/:slug', async (request, reply) => {
    const row = await sql.one(detail, [Params.parse(request.params).slug])
    if (!row) return reply.code(404).send({ error: 'There is no such plugin.' })
    reply.header('cache-control', 'no-store')
    return presentDetail(row)
  })
  server.get('/api/v1/hand-written-json/plugins/:slug', async (request, reply) => {
    const row = await sql.one(wholeDetail, [Params.parse(request.params).slug])
    if (!row) return reply.code(404).send({ error: 'There is no such plugin.' })
    reply.header('cache-control', 'no-store')
    return row.plugin
  })
}

const present = ({ author, categories, created_at, updated_at, ...row }: Row) => ({
  ...row,
  author,
  categories,
  created_at,
  updated_at,
})

const presentDetail = ({ id, slug, name, short_description, ...row }: Row) => {
  const { description, license, repository_url, website_url, ...rest } = row
  return {
    id,
    slug,
    name,
    short_description,
    description,
    license,
    repository_url,
    website_url,
    ...rest,
  }
}
