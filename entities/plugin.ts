import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { UserEntity } from './user.ts'

/**
 * A registry entry. Deletion by the owner and deactivation by staff are two states; a plugin is live when it
 * has neither. Download totals live in `plugin_totals`: a counter here would rewrite this wide row each time.
 */
export const PluginEntity = defineEntity({
  name: 'Plugin',
  tableName: 'plugins',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    author: () => p.manyToOne(UserEntity),
    slug: p.string().length(100).unique(),
    name: p.string().length(100),
    shortDescription: p.text(),
    description: p.text().nullable(),
    license: p.text().nullable(),
    repositoryUrl: p.text().nullable(),
    websiteUrl: p.text().nullable(),
    iconUrl: p.text().nullable(),
    deletedAt: p.datetime().nullable(),
    deactivatedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
})
export type PluginEntity = InferEntity<typeof PluginEntity>
