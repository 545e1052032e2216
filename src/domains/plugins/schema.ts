import { z } from 'zod'
import { ALLOWED_MARKUP, markdown } from '../../lib/markdown.ts'
import { pageInput, pageOf } from '../../lib/paging.ts'
import { singleLine } from '../../lib/text.ts'
import { webUrl } from '../../lib/web-url.ts'

const MAX_CATEGORIES = 5
/** Categories were given ids by hand: UUIDs in form, not in version. */
const CategoryId = z.guid()

export const PluginSlug = z
  .string()
  .regex(/^[a-z0-9-]{1,100}$/)
  .describe('Slug of the plugin')

const Name = singleLine({ min: 3, max: 100 }).refine(
  (name) => /^[\p{Alphabetic}\p{M}\p{N} _-]*$/u.test(name),
  'may contain letters, digits, spaces, hyphens and underscores only',
)

const CategoryIds = z
  .array(CategoryId)
  .max(MAX_CATEGORIES)
  .overwrite((ids) => [...new Set(ids.map((id) => id.toLowerCase()))])

const fields = {
  name: Name.describe('Letters and digits of any script, spaces, hyphens, underscores'),
  short_description: singleLine({ min: 1, max: 255 }),
  description: markdown({ max: 50_000 }).nullish().describe(`Markdown. ${ALLOWED_MARKUP}`),
  license: singleLine({ max: 50 }).nullish(),
  repository_url: webUrl({ max: 500 }).nullish(),
  website_url: webUrl({ max: 500 }).nullish(),
  category_ids: CategoryIds.nullish().describe('Up to five categories, shown in this order'),
}

export const CreatePlugin = z.object(fields)
export type CreatePlugin = z.infer<typeof CreatePlugin>

export const UpdatePlugin = z
  .object(fields)
  .partial()
  .extend({ slug: PluginSlug })
  .refine(({ slug: _, ...changes }) => Object.values(changes).some((value) => value !== undefined), {
    message: 'The body is empty: send at least one field to change',
  })
export type UpdatePlugin = z.infer<typeof UpdatePlugin>

export const SORTS = ['created_at', 'updated_at', 'downloads_total', 'name'] as const
export const ORDERS = ['asc', 'desc'] as const

export const ListPlugins = z.object({
  ...pageInput(),
  sort: z.enum(SORTS).default('created_at').describe('What to order by'),
  order: z.enum(ORDERS).default('desc').describe('Direction of the order'),
  category: singleLine({ max: 100 })
    .optional()
    .describe('Slug of a category; an unknown one matches nothing'),
})
export type ListPlugins = z.infer<typeof ListPlugins>

const common = {
  id: z.guid(),
  slug: z.string().describe('URL-safe unique name'),
  name: z.string(),
  short_description: z.string(),
  downloads_total: z.int().describe('Downloads of all versions'),
  average_rating: z.number().describe('Of the visible reviews, with two decimals; 0 when there are none'),
  review_count: z.int().describe('Visible reviews'),
  icon_url: z.string().nullable(),
}
const times = {
  created_at: z.string().describe('ISO 8601 UTC'),
  updated_at: z.string().describe('ISO 8601 UTC; also moved by a new version'),
}
const author = { username: z.string(), avatar_url: z.string().nullable() }
const category = { slug: z.string(), name: z.string(), icon: z.string().nullable() }

export const PluginSummary = z
  .object({ ...common, author: z.object(author), categories: z.array(z.object(category)), ...times })
  .meta({ id: 'PluginSummary' })
export type PluginSummary = z.infer<typeof PluginSummary>

export const PluginPage = pageOf(PluginSummary).meta({ id: 'PluginPage' })
export type PluginPage = z.infer<typeof PluginPage>

export const Plugin = z
  .object({
    ...common,
    description: z.string().nullable(),
    license: z.string().nullable(),
    repository_url: z.string().nullable(),
    website_url: z.string().nullable(),
    is_active: z.boolean(),
    author: z.object({ id: z.guid(), ...author, display_name: z.string().nullable() }),
    categories: z.array(z.object({ id: CategoryId, ...category })),
    ...times,
  })
  .meta({ id: 'Plugin' })
export type Plugin = z.infer<typeof Plugin>

export const DecidePlugin = z.object({
  plugin_id: z.guid().describe('The id of the plugin'),
  reason: singleLine({ max: 1000 }).optional().describe('Told to the author, and kept in the audit log'),
})
export type DecidePlugin = z.infer<typeof DecidePlugin>
