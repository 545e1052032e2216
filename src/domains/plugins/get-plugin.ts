import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { JOINED, LIVE, pluginDetail } from './present.ts'
import type { Plugin } from './schema.ts'

const bySlug = statement<{ plugin: Plugin }>(`
  select ${pluginDetail} as plugin from plugins p ${JOINED} where p.slug = $1 and ${LIVE}`)
const byId = statement<{ plugin: Plugin }>(`
  select ${pluginDetail} as plugin from plugins p ${JOINED} where p.id = $1`)

/** A live plugin in full. Deleted, deactivated or never there: 404. */
export async function getPlugin(ctx: Context, { slug }: { slug: string }): Promise<Plugin> {
  const row = await ctx.app.sql.one(bySlug, [slug])
  if (!row) throw notFound('Plugin')
  return row.plugin
}

/** The plugin just written, whatever happened to it in between. */
export async function readPlugin(ctx: Context, id: string): Promise<Plugin> {
  const row = await ctx.app.sql.one(byId, [id])
  if (!row) throw notFound('Plugin')
  return row.plugin
}
