import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { conflict, type DomainError, forbidden, notFound } from '../errors.ts'
import { mayManage } from '../plugins/index.ts'
import { MAX_ITEMS } from './schema.ts'

const find = statement<{ authorId: string; stored: number }>(`
  select p.author_id as "authorId",
    (select count(*) from plugin_media m where m.plugin_id = p.id and m.stored_at is not null) as stored
  from plugins p where p.slug = $1 and p.deleted_at is null and p.deactivated_at is null`)

/**
 * Tells a caller before the body is read what it would be told after: no such plugin 404, somebody else's 403, a full
 * gallery 409. Takes no place.
 */
export async function requireRoom(ctx: Context, slug: string): Promise<void> {
  const plugin = await ctx.app.sql.one(find, [slug])
  if (!plugin) throw notFound('Plugin')
  if (!mayManage(ctx.actor, plugin)) throw forbidden(`Only the author of ${slug} can change it.`)
  if (plugin.stored >= MAX_ITEMS) throw full(slug)
}

export const full = (slug: string): DomainError =>
  conflict(
    `${slug} has ${MAX_ITEMS} media items already, or uploads that take their places. Delete one first.`,
  )
