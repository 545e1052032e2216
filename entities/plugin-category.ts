import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { CategoryEntity } from './category.ts'
import { PluginEntity } from './plugin.ts'

/** A category of a plugin; `position` keeps the order the author chose. */
export const PluginCategoryEntity = defineEntity({
  name: 'PluginCategory',
  tableName: 'plugin_categories',
  properties: {
    plugin: () => p.manyToOne(PluginEntity).primary().deleteRule('cascade'),
    category: () => p.manyToOne(CategoryEntity).primary(),
    position: p.smallint(),
  },
})
export type PluginCategoryEntity = InferEntity<typeof PluginCategoryEntity>
