import { isoTime } from '../../database/json.ts'

/** Neither deleted by its owner nor deactivated by staff; `p` is `plugins`. */
export const LIVE = 'p.deleted_at is null and p.deactivated_at is null'

/** What both shapes are made of: `p` is `plugins`, `u` its author, `t` its totals. */
export const JOINED = 'join users u on u.id = p.author_id join plugin_totals t on t.plugin_id = p.id'

const categories = (fields: string) => `(
  select coalesce(json_agg(json_build_object(${fields}) order by pc.position), '[]')
  from plugin_categories pc join categories c on c.id = pc.category_id where pc.plugin_id = p.id)`

/** Of the visible reviews; numbers in JSON, the average with two decimals. */
const rating = `'average_rating', t.average_rating, 'review_count', t.review_count`
const times = `'created_at', ${isoTime('p.created_at')}, 'updated_at', ${isoTime('p.updated_at')}`

/** SQL that builds the `PluginSummary` of a row; PostgreSQL does it in a third of the time we would take. */
export const pluginSummary = `json_build_object(
  'id', p.id, 'slug', p.slug, 'name', p.name, 'short_description', p.short_description,
  'downloads_total', t.downloads, ${rating}, 'icon_url', p.icon_url,
  'author', json_build_object('username', u.username, 'avatar_url', u.avatar_url),
  'categories', ${categories(`'slug', c.slug, 'name', c.name, 'icon', c.icon`)}, ${times})`

/** SQL that builds the `Plugin` of a row. */
export const pluginDetail = `json_build_object(
  'id', p.id, 'slug', p.slug, 'name', p.name, 'short_description', p.short_description,
  'description', p.description, 'license', p.license,
  'repository_url', p.repository_url, 'website_url', p.website_url,
  'downloads_total', t.downloads, ${rating}, 'icon_url', p.icon_url, 'is_active', ${LIVE},
  'author', json_build_object(
    'id', u.id, 'username', u.username, 'display_name', u.display_name, 'avatar_url', u.avatar_url),
  'categories', ${categories(`'id', c.id, 'slug', c.slug, 'name', c.name, 'icon', c.icon`)}, ${times})`
