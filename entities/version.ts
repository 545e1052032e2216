import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { PluginEntity } from './plugin.ts'

/** A published version. `release` is the version without build metadata: it is what must be unique. */
export const VersionEntity = defineEntity({
  name: 'Version',
  tableName: 'versions',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    plugin: () => p.manyToOne(PluginEntity).deleteRule('cascade'),
    version: p.text(),
    release: p.text(),
    changelog: p.text().nullable(),
    pumpkinVersionMin: p.text().nullable(),
    pumpkinVersionMax: p.text().nullable(),
    isYanked: p.boolean().default(false),
    publishedAt: p.datetime(),
  },
})
export type VersionEntity = InferEntity<typeof VersionEntity>
