import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { PluginEntity } from './plugin.ts'
import { UserEntity } from './user.ts'

/** What somebody thinks of a plugin, once per person and plugin. Hidden ones count nowhere. */
export const ReviewEntity = defineEntity({
  name: 'Review',
  tableName: 'reviews',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    plugin: () => p.manyToOne(PluginEntity).deleteRule('cascade'),
    author: () => p.manyToOne(UserEntity),
    rating: p.smallint(),
    title: p.text().nullable(),
    body: p.text().nullable(),
    isHidden: p.boolean().default(false),
    /** Set by a trigger while its author is shadow-banned: nobody else sees or counts it. */
    onlyFor: p.uuid().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
})
export type ReviewEntity = InferEntity<typeof ReviewEntity>
