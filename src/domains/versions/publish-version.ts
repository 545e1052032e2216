import { newId, type PluginEntity, VersionEntity, VersionTotalEntity } from '../../../entities/index.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { emit } from '../events/index.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import { readVersion } from './require-version.ts'
import type { PublishVersion, Version } from './schema.ts'
import { releaseOf } from './semver.ts'

/**
 * Publishes a version and moves the plugin's `updated_at`. Somebody else's plugin: 403, no such plugin: 404,
 * a release that exists, also with other build metadata: 409.
 */
export async function publishVersion(ctx: Context, input: PublishVersion): Promise<Version> {
  const id = await transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, input.slug)
    const versionId = await insertVersion(tx, ctx, plugin, input)
    plugin.updatedAt = ctx.app.clock.now()
    const data = { pluginId: plugin.id, slug: plugin.slug, authorId: plugin.author.id }
    await emit(tx, ctx, { type: 'version.published', data: { ...data, versionId, version: input.version } })
    return versionId
  })
  return readVersion(ctx, id)
}

async function insertVersion(
  tx: Tx,
  ctx: Context,
  plugin: PluginEntity,
  input: PublishVersion,
): Promise<string> {
  const id = newId()
  const row = tx.create(VersionEntity, {
    id,
    plugin,
    version: input.version,
    release: releaseOf(input.version),
    changelog: input.changelog || null,
    pumpkinVersionMin: input.pumpkin_version_min ?? null,
    pumpkinVersionMax: input.pumpkin_version_max ?? null,
    publishedAt: ctx.app.clock.now(),
  })
  try {
    await tx.persist(row).flush()
  } catch (thrown) {
    if (violatedConstraint(thrown) !== 'versions_release_unique') throw thrown
    throw conflict(
      `Version ${releaseOf(input.version)} of ${plugin.slug} already exists. Publish a higher version.`,
    )
  }
  tx.create(VersionTotalEntity, { versionId: id, downloads: 0 }, { persist: true })
  return id
}
