import { newId, PluginMediaEntity } from '../../../entities/index.ts'
import { type Claim, releaseStaleClaims } from '../claims/index.ts'
import { type Context, transaction } from '../context.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import type { CheckedMedia } from './check-media.ts'
import { full } from './require-room.ts'
import { MAX_ITEMS, type MEDIA_TYPES } from './schema.ts'

const ENDINGS: Record<(typeof MEDIA_TYPES)[number], string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
}

/**
 * Takes one of a plugin's ten places for an object that is about to be written. What killed processes left behind is
 * cleared when there is no other room. No room: 409, and what `lockOwnPlugin` says.
 */
export async function claimPlace(ctx: Context, slug: string, upload: CheckedMedia): Promise<Claim> {
  const first = await insertClaim(ctx, slug, upload)
  if (first.claim) return first.claim
  const released = await releaseStaleClaims(ctx.app, 'plugin_media', { plugin_id: first.pluginId })
  const second = released > 0 ? await insertClaim(ctx, slug, upload) : first
  if (!second.claim) throw full(slug)
  return second.claim
}

const insertClaim = (
  ctx: Context,
  slug: string,
  { mediaType, mimeType, fileName, caption, file }: CheckedMedia,
): Promise<{ pluginId: string; claim?: Claim }> =>
  transaction(ctx, async (tx) => {
    // Locked: nobody else takes or gives back a place between counting and taking.
    const plugin = await lockOwnPlugin(tx, ctx, slug)
    if ((await tx.count(PluginMediaEntity, { plugin: plugin.id })) >= MAX_ITEMS)
      return { pluginId: plugin.id }
    const id = newId()
    const storageKey = `plugins/${slug}/media/${id}.${ENDINGS[mimeType]}`
    tx.create(
      PluginMediaEntity,
      {
        id,
        plugin,
        mediaType,
        originalFilename: fileName,
        fileSize: file.size,
        mimeType,
        checksumSha256: file.sha256,
        storageKey,
        caption,
        claimedAt: ctx.app.clock.now(),
      },
      { persist: true },
    )
    return { pluginId: plugin.id, claim: { id, storageKey } }
  })
