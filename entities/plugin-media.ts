import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { PluginEntity } from './plugin.ts'

/**
 * A picture or video in the gallery of a plugin. Claimed before its object is written; `storedAt` makes it visible and
 * gives it its position.
 */
export const PluginMediaEntity = defineEntity({
  name: 'PluginMedia',
  tableName: 'plugin_media',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    plugin: () => p.manyToOne(PluginEntity).deleteRule('cascade'),
    mediaType: p.enum(['image', 'video']),
    originalFilename: p.text(),
    fileSize: p.bigint('number'),
    mimeType: p.text(),
    checksumSha256: p.string().length(64),
    storageKey: p.text(),
    caption: p.text().nullable(),
    position: p.smallint().nullable(),
    claimedAt: p.datetime(),
    storedAt: p.datetime().nullable(),
  },
})
export type PluginMediaEntity = InferEntity<typeof PluginMediaEntity>
