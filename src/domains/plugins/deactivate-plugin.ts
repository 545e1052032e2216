import { PluginEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { audit } from '../audit/index.ts'
import { type Context, transaction } from '../context.ts'
import { conflict, notFound } from '../errors.ts'
import { emit } from '../events/index.ts'
import { notify } from '../notifications/index.ts'
import type { DecidePlugin } from './schema.ts'

type SignedInContext = Context & { actor: SignedIn }

const LOCK = 'select id from plugins where id = ? and deleted_at is null for no key update'

/** Takes a plugin out of every list and detail, until staff bring it back. Deactivated already: 409, deleted: 404. */
export async function deactivatePlugin(ctx: SignedInContext, input: DecidePlugin) {
  await setActive(ctx, input, false)
  return { message: 'Plugin deactivated' as const }
}

/** Brings a plugin back that staff deactivated, never one its author deleted (404). Active already: 409. */
export async function reactivatePlugin(ctx: SignedInContext, input: DecidePlugin) {
  await setActive(ctx, input, true)
  return { message: 'Plugin reactivated' as const }
}

/** Audited, announced and told to the author, all in one. Staff also see what others do not. */
const setActive = (
  ctx: SignedInContext,
  { plugin_id, reason }: DecidePlugin,
  isActive: boolean,
): Promise<void> =>
  transaction(
    ctx,
    async (tx) => {
      const [locked] = await tx.execute<{ id: string }[]>(LOCK, [plugin_id])
      const plugin = locked && (await tx.findOne(PluginEntity, locked.id))
      if (!plugin) throw notFound('Plugin')
      if ((plugin.deactivatedAt === null) === isActive) {
        throw conflict(`This plugin is ${isActive ? 'active' : 'deactivated'} already.`)
      }
      plugin.deactivatedAt = isActive ? null : ctx.app.clock.now()
      const verb = isActive ? 'reactivate' : 'deactivate'
      const details = { plugin_name: plugin.name, plugin_slug: plugin.slug, ...(reason && { reason }) }
      audit(tx, ctx, { action: `plugin.${verb}`, targetType: 'plugin', targetId: plugin.id, details })
      notify(tx, ctx, {
        userId: plugin.author.id,
        kind: `plugin_${verb}d`,
        title: `${plugin.name} was ${verb}d by the staff`,
        body: reason || (isActive ? 'It can be found again.' : 'It cannot be found any more.'),
        link: isActive ? `/plugins/${plugin.slug}` : null,
      })
      const data = { pluginId: plugin.id, slug: plugin.slug, authorId: plugin.author.id }
      await emit(tx, ctx, { type: `plugin.${verb}d`, data })
    },
    { sees: 'everything' },
  )
