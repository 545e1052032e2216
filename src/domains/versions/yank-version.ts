import { VersionEntity } from '../../../entities/index.ts'
import { type Context, transaction } from '../context.ts'
import { notFound } from '../errors.ts'
import { emit } from '../events/index.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import { readVersion } from './require-version.ts'
import type { Version, YankVersion } from './schema.ts'
import { releaseOf } from './semver.ts'

/**
 * Yanks or restores a version: a yanked one stays listed and is not for new installations. What changes
 * nothing is announced to nobody. Somebody else's plugin: 403, no such plugin or version: 404.
 */
export async function yankVersion(ctx: Context, input: YankVersion): Promise<Version> {
  const id = await transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, input.slug)
    const version = await tx.findOne(VersionEntity, {
      plugin: plugin.id,
      release: releaseOf(input.version),
      version: input.version,
    })
    if (!version) throw notFound(`Version ${input.version} of ${input.slug}`)
    if (version.isYanked === input.yanked) return version.id
    version.isYanked = input.yanked
    const data = { pluginId: plugin.id, slug: plugin.slug, authorId: plugin.author.id }
    await emit(tx, ctx, {
      type: input.yanked ? 'version.yanked' : 'version.restored',
      data: { ...data, versionId: version.id, version: version.version },
    })
    return version.id
  })
  return readVersion(ctx, id)
}
