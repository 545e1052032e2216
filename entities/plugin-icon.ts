import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { PluginEntity } from './plugin.ts'

/** The picture of a plugin; its bytes are an object of the storage. */
export const PluginIconEntity = defineEntity({
  name: 'PluginIcon',
  tableName: 'plugin_icons',
  properties: {
    plugin: () => p.oneToOne(PluginEntity).primary().deleteRule('cascade'),
    storageKey: p.text(),
    contentType: p.text(),
    fileSize: p.integer(),
    checksumSha256: p.string().length(64),
    uploadedAt: p.datetime(),
  },
})
export type PluginIconEntity = InferEntity<typeof PluginIconEntity>
