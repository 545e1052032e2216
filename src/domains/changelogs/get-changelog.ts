import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { LIVE } from '../plugins/index.ts'
import { changelog } from './present.ts'
import type { Changelog, ChangelogPath } from './schema.ts'

const find = statement<{ changelog: Changelog | null }>(`
  select (select ${changelog} from plugin_changelogs c where c.plugin_id = p.id) as changelog
  from plugins p where p.slug = $1 and ${LIVE}`)

/** The changelog of a live plugin. No such plugin, or it has none: 404. */
export async function getChangelog(ctx: Context, { slug }: ChangelogPath): Promise<Changelog> {
  const row = await ctx.app.sql.one(find, [slug])
  if (!row) throw notFound('Plugin')
  if (!row.changelog) throw notFound(`The changelog of ${slug}`)
  return row.changelog
}
