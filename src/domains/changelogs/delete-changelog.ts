import { PluginChangelogEntity } from '../../../entities/index.ts'
import { type Context, transaction } from '../context.ts'
import { notFound } from '../errors.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import type { ChangelogPath } from './schema.ts'

/** Deletes the changelog of a plugin. Somebody else's plugin: 403; no such plugin, or it has none: 404. */
export const deleteChangelog = (ctx: Context, { slug }: ChangelogPath): Promise<void> =>
  transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, slug)
    const deleted = await tx.nativeDelete(PluginChangelogEntity, { plugin: plugin.id })
    if (deleted === 0) throw notFound(`The changelog of ${slug}`)
  })
