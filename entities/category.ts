import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A classification tag of plugins. The rows are managed by migrations. */
export const CategoryEntity = defineEntity({
  name: 'Category',
  tableName: 'categories',
  properties: {
    id: p.uuid().primary(),
    slug: p.string().length(50).unique(),
    name: p.string().length(100),
    description: p.text().nullable(),
    icon: p.string().length(50).nullable(),
    displayOrder: p.integer(),
    isActive: p.boolean().default(true),
    createdAt: p.datetime(),
  },
})
export type CategoryEntity = InferEntity<typeof CategoryEntity>
