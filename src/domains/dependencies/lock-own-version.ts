import { DependencyEntity, PluginEntity, VersionEntity } from '../../../entities/index.ts'
import type { Context, Tx } from '../context.ts'
import { notFound } from '../errors.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import { releaseOf, type VersionPath } from '../versions/index.ts'
import type { DependencyPath } from './schema.ts'

/**
 * A version, its plugin locked until the transaction ends, for a caller who may manage it. Somebody else's plugin: 403,
 * no such plugin or version: 404.
 */
export async function lockOwnVersion(
  tx: Tx,
  ctx: Context,
  { slug, version }: VersionPath,
): Promise<VersionEntity> {
  const plugin = await lockOwnPlugin(tx, ctx, slug)
  const release = releaseOf(version)
  const found = await tx.findOne(VersionEntity, { plugin: plugin.id, release, version })
  if (!found) throw notFound(`Version ${version} of ${slug}`)
  return found
}

/** As `lockOwnVersion`, and the dependency of it that the path names. Of another version, or none: 404. */
export async function lockOwnDependency(
  tx: Tx,
  ctx: Context,
  path: DependencyPath,
): Promise<DependencyEntity> {
  const version = await lockOwnVersion(tx, ctx, path)
  const found = await tx.findOne(DependencyEntity, { id: path.dependency_id, version: version.id })
  // One on a plugin that only its author sees is in no list either.
  if (!found || !(await tx.count(PluginEntity, { id: found.dependencyPlugin.id })))
    throw notFound('Dependency')
  return found
}
