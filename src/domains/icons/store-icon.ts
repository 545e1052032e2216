import { newId, PluginIconEntity } from '../../../entities/index.ts'
import type { PictureType } from '../../lib/inspect-image.ts'
import { type Context, transaction } from '../context.ts'
import { emit } from '../events/index.ts'
import { lockOwnPlugin, type PluginRef } from '../plugins/index.ts'
import { deleteUnusedIcon } from './delete-unused-icon.ts'

/** How much of an icon's hash tells its URL from that of the one before. */
const VERSION_LENGTH = 12
/** Far longer than an icon takes to be stored. */
const FORGOTTEN_AFTER_MS = 3_600_000

interface NewIcon {
  path: string
  size: number
  sha256: string
  contentType: PictureType
}

/**
 * Writes the object of an icon under a key of its own, then changes row and URL together. The object before is deleted
 * by a job; so is this one when the process dies in between.
 */
export async function storeIcon(ctx: Context, { id, slug }: PluginRef, file: NewIcon): Promise<void> {
  const storageKey = `plugins/${slug}/icon/${newId()}-${file.sha256}.${file.contentType.slice('image/'.length)}`
  await watchOver(ctx, id, storageKey)
  try {
    await ctx.app.storage.put(storageKey, file)
    await putUp(ctx, slug, storageKey, file)
  } catch (error) {
    await deleteUnusedIcon(ctx.app, { pluginId: id, storageKey }).catch((err) =>
      ctx.log.error({ err, storage_key: storageKey }, 'a failed icon stays for an hour'),
    )
    throw error
  }
}

/** The job looks whether the icon is in use before it deletes anything. */
const watchOver = (ctx: Context, pluginId: string, storageKey: string): Promise<boolean> =>
  transaction(ctx, (tx) => {
    const startAfter = new Date(ctx.app.clock.now().getTime() + FORGOTTEN_AFTER_MS)
    return ctx.app.jobs.enqueue(tx, 'delete-unused-icon', { pluginId, storageKey }, { startAfter })
  })

const putUp = (ctx: Context, slug: string, storageKey: string, file: NewIcon): Promise<void> =>
  transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, slug)
    const before = await tx.findOne(PluginIconEntity, { plugin: plugin.id })
    const { size, sha256, contentType } = file
    const now = ctx.app.clock.now()
    const row = { storageKey, contentType, fileSize: size, checksumSha256: sha256, uploadedAt: now }
    // The row of the plugin is locked: nobody else makes this one.
    if (before) await ctx.app.jobs.enqueue(tx, 'delete-object', { storageKey: before.storageKey })
    if (before) tx.assign(before, row)
    else tx.create(PluginIconEntity, { plugin, ...row }, { persist: true })
    plugin.iconUrl = `/api/v1/plugins/${slug}/icon?v=${sha256.slice(0, VERSION_LENGTH)}`
    plugin.updatedAt = now
    const data = { pluginId: plugin.id, slug, authorId: plugin.author.id }
    await emit(tx, ctx, { type: 'plugin.updated', data })
  })
