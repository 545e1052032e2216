import { PluginEntity } from '../../../entities/index.ts'
import type { Context, Tx } from '../context.ts'
import { forbidden, notFound } from '../errors.ts'
import { mayManage } from './policy.ts'

/** Does not stop what only refers to the row: counting a download goes on. */
const LOCK = 'select id from plugins where slug = ? and deleted_at is null for no key update'

/**
 * The live plugin of that slug, locked until the transaction ends, for a caller who may manage it. Deleted,
 * deactivated or never there: 404; somebody else's: 403.
 */
export async function lockOwnPlugin(tx: Tx, ctx: Context, slug: string): Promise<PluginEntity> {
  const plugin = await lockOwnPluginInAnyState(tx, ctx, slug)
  if (plugin.deactivatedAt) throw notFound('Plugin')
  return plugin
}

/** As `lockOwnPlugin`, but its owner also gets what staff deactivated. */
export async function lockOwnPluginInAnyState(tx: Tx, ctx: Context, slug: string): Promise<PluginEntity> {
  const [locked] = await tx.execute<{ id: string }[]>(LOCK, [slug])
  const plugin = locked && (await tx.findOne(PluginEntity, locked.id))
  if (!plugin) throw notFound('Plugin')
  if (!mayManage(ctx.actor, { authorId: plugin.author.id })) {
    if (plugin.deactivatedAt) throw notFound('Plugin')
    throw forbidden(`Only the author of ${slug} can change it.`)
  }
  return plugin
}
