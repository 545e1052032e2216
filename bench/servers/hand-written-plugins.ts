import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Sql, statement } from '../../src/database/sql.ts'

const Query = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(20),
})

interface Item {
  id: string
  slug: string
  name: string
  short_description: string
  downloads_total: number
  average_rating: number
  review_count: number
  icon_url: string | null
  username: string
  avatar_url: string | null
  categories: { slug: string; name: string; icon: string | null }[]
  created_at: string
  updated_at: string
}

const CATEGORIES = `(
  select coalesce(json_agg(json_build_object('slug', c.slug, 'name', c.name, 'icon', c.icon) order by pc.position), '[]')
  from plugin_categories pc join categories c on c.id = pc.category_id where pc.plugin_id = p.id)`

const FROM_PAGE = `
  from (
    select id, created_at from plugins where deleted_at is null and deactivated_at is null
    order by created_at desc, id desc limit $1 offset $2
  ) page
  join plugins p on p.id = page.id
  join users u on u.id = p.author_id
  join plugin_totals t on t.plugin_id = p.id`

const COUNT = 'select count(*) as total from plugins where deleted_at is null and deactivated_at is null'

const items = statement<Item>(`
  select p.id, p.slug, p.name, p.short_description, t.downloads as downloads_total,
    t.average_rating::float8 as average_rating, t.review_count, p.icon_url,
    u.username, u.avatar_url, p.created_at, p.updated_at, ${CATEGORIES} as categories
  ${FROM_PAGE} order by page.created_at desc, page.id desc`)

const count = statement<{ total: number }>(COUNT)

const isoTime = (column: string) => `translate(left(${column}::text, -3), ' ', 'T') || 'Z'`

const whole = statement<{ data: unknown[]; total: number }>(`
  select (${COUNT}) as total, (
    select coalesce(json_agg(json_build_object(
      'id', p.id, 'slug', p.slug, 'name', p.name, 'short_description', p.short_description,
      'downloads_total', t.downloads, 'average_rating', t.average_rating, 'review_count', t.review_count,
      'icon_url', p.icon_url,
      'author', json_build_object('username', u.username, 'avatar_url', u.avatar_url), 'categories', ${CATEGORIES},
      'created_at', ${isoTime('p.created_at')}, 'updated_at', ${isoTime('p.updated_at')}
    ) order by page.created_at desc, page.id desc), '[]') ${FROM_PAGE}) as data`)

/** The list of plugins as a person would write it without our stack, in two ways. */
export function handWritten(server: FastifyInstance, sql: Sql): void {
  server.get('/hand-written/plugins', async (request, reply) => {
    const { page, per_page } = Query.parse(request.query)
    const [rows, counted] = await Promise.all([
      sql.all(items, [per_page, (page - 1) * per_page]),
      sql.one(count),
    ])
    reply.header('cache-control', 'no-store')
    return { data: rows.map(present), page, per_page, total: counted?.total }
  })
  server.get('/hand-written-json/plugins', async (request, reply) => {
    const { page, per_page } = Query.parse(request.query)
    const row = await sql.one(whole, [per_page, (page - 1) * per_page])
    reply.header('cache-control', 'no-store')
    return { data: row?.data, page, per_page, total: row?.total }
  })
}

const present = ({ username, avatar_url, categories, created_at, updated_at, ...row }: Item) => ({
  ...row,
  author: { username, avatar_url },
  categories,
  created_at,
  updated_at,
})
