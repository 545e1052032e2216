import { DependencyEntity, newId, PluginEntity, type VersionEntity } from '../../../entities/index.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { badRequest, conflict, notFound } from '../errors.ts'
import { setIntervals } from './intervals.ts'
import { readDependency } from './list-dependencies.ts'
import { lockOwnVersion } from './lock-own-version.ts'
import { queueDeclaration, refuseCycle } from './refuse-cycle.ts'
import { intervalsIn } from './requirement.ts'
import type { DeclareDependency, Dependency } from './schema.ts'

export const MAX_DEPENDENCIES = 200

/**
 * Declares what a version needs of another plugin. Somebody else's plugin: 403; no such plugin, version or target, or
 * a target that is not live: 404; itself, or a cycle: 400; already declared, or too many: 409.
 */
export async function declareDependency(ctx: Context, input: DeclareDependency): Promise<Dependency> {
  const id = newId()
  await transaction(ctx, async (tx) => {
    const version = await lockOwnVersion(tx, ctx, input)
    const target = await requireTarget(tx, version, input.dependency_plugin_id)
    await refuseTooMany(tx, version)
    await queueDeclaration(tx)
    await insert(tx, ctx, { id, version, target, input })
    await setIntervals(tx, id, intervalsIn(input.version_req))
    const pluginId = version.plugin.id
    await refuseCycle(
      tx,
      { id, pluginId, pluginSlug: input.slug, targetSlug: target.slug },
      'dependency_plugin_id',
    )
  })
  return readDependency(ctx, id)
}

async function requireTarget(tx: Tx, version: VersionEntity, id: string): Promise<PluginEntity> {
  if (id === version.plugin.id) {
    throw badRequest({ path: 'dependency_plugin_id', message: 'a plugin cannot depend on itself' })
  }
  const target = await tx.findOne(PluginEntity, { id, deletedAt: null, deactivatedAt: null })
  if (!target) throw notFound('Dependency plugin')
  return target
}

/** Under the lock of the plugin: nobody else adds to the version meanwhile. */
async function refuseTooMany(tx: Tx, version: VersionEntity): Promise<void> {
  const count = await tx.count(DependencyEntity, { version: version.id })
  if (count < MAX_DEPENDENCIES) return
  throw conflict(`A version has at most ${MAX_DEPENDENCIES} dependencies. Remove one first.`)
}

async function insert(
  tx: Tx,
  ctx: Context,
  row: { id: string; version: VersionEntity; target: PluginEntity; input: DeclareDependency },
): Promise<void> {
  const { id, version, target, input } = row
  const dependency = tx.create(DependencyEntity, {
    id,
    version,
    dependencyPlugin: target,
    versionReq: input.version_req,
    isOptional: input.is_optional,
    createdAt: ctx.app.clock.now(),
  })
  try {
    await tx.persist(dependency).flush()
  } catch (thrown) {
    if (violatedConstraint(thrown) !== 'dependencies_once') throw thrown
    throw conflict(
      `${input.slug} ${input.version} already depends on ${target.slug}. Change that dependency.`,
    )
  }
}
