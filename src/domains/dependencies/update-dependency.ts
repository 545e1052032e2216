import { type DependencyEntity, PluginEntity } from '../../../entities/index.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { setIntervals } from './intervals.ts'
import { readDependency } from './list-dependencies.ts'
import { lockOwnDependency } from './lock-own-version.ts'
import { queueDeclaration, refuseCycle } from './refuse-cycle.ts'
import { intervalsIn } from './requirement.ts'
import type { Dependency, UpdateDependency } from './schema.ts'

/**
 * Changes the requirement or whether it is optional. Somebody else's plugin: 403, no such dependency of the version:
 * 404, a requirement that makes a cycle: 400.
 */
export async function updateDependency(ctx: Context, input: UpdateDependency): Promise<Dependency> {
  const id = await transaction(ctx, async (tx) => {
    const dependency = await lockOwnDependency(tx, ctx, input)
    dependency.isOptional = input.is_optional ?? dependency.isOptional
    if (input.version_req !== undefined && input.version_req !== dependency.versionReq) {
      await changeRequirement(tx, dependency, input.slug, input.version_req)
    }
    return dependency.id
  })
  return readDependency(ctx, id)
}

async function changeRequirement(
  tx: Tx,
  dependency: DependencyEntity,
  pluginSlug: string,
  versionReq: string,
): Promise<void> {
  dependency.versionReq = versionReq
  await queueDeclaration(tx)
  await setIntervals(tx, dependency.id, intervalsIn(versionReq))
  const { slug: targetSlug } = await tx.findOneOrFail(PluginEntity, dependency.dependencyPlugin.id)
  const pluginId = dependency.version.plugin.id
  await refuseCycle(tx, { id: dependency.id, pluginId, pluginSlug, targetSlug }, 'version_req')
}
