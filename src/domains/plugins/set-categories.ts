import { CategoryEntity, PluginCategoryEntity, PluginEntity } from '../../../entities/index.ts'
import type { Tx } from '../context.ts'
import { invalid } from '../errors.ts'

/** Gives a plugin exactly these categories in this order. One that is unknown or not in use: 422. */
export async function setCategories(tx: Tx, pluginId: string, ids: readonly string[]): Promise<void> {
  await requireCategories(tx, ids)
  await tx.nativeDelete(PluginCategoryEntity, { plugin: pluginId })
  ids.forEach((id, position) => {
    tx.create(
      PluginCategoryEntity,
      {
        plugin: tx.getReference(PluginEntity, pluginId),
        category: tx.getReference(CategoryEntity, id),
        position,
      },
      { persist: true },
    )
  })
}

async function requireCategories(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const found = await tx.find(CategoryEntity, { id: { $in: [...ids] }, isActive: true })
  const known = new Set(found.map(({ id }) => id))
  const issues = ids.flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `category_ids.${index}`, message: `there is no category ${id}` }],
  )
  if (issues.length > 0) throw invalid(...issues)
}
