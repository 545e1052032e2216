import { type Statement, statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'

/** What other domains need to know of a plugin. */
export interface PluginRef {
  id: string
  slug: string
  name: string
  authorId: string
}

const livePlugin: Statement<PluginRef> = statement(`
  select id, slug, name, author_id as "authorId" from plugins
  where slug = $1 and deleted_at is null and deactivated_at is null`)

/**
 * The live plugin of that slug. Deleted, deactivated or never there: 404; and so is what only its author sees, unless
 * the caller decides about it and `sees` everything.
 */
export async function requirePlugin(ctx: Context, slug: string, sees?: 'everything'): Promise<PluginRef> {
  const reads = sees ? ctx.app.sql.within({ sees }) : ctx.app.sql
  const plugin = await reads.one(livePlugin, [slug])
  if (!plugin) throw notFound('Plugin')
  return plugin
}
