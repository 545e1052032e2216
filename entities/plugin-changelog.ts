import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { PluginEntity } from './plugin.ts'

/** The one changelog document of a plugin: Markdown, sanitised before it is stored. */
export const PluginChangelogEntity = defineEntity({
  name: 'PluginChangelog',
  tableName: 'plugin_changelogs',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    plugin: () => p.oneToOne(PluginEntity).deleteRule('cascade'),
    content: p.text(),
    source: p.enum(['manual', 'github']),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
})
export type PluginChangelogEntity = InferEntity<typeof PluginChangelogEntity>
