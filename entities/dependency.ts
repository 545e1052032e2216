import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { PluginEntity } from './plugin.ts'
import { VersionEntity } from './version.ts'

/** What a version needs of another plugin. `versionReq` is kept as it was sent. */
export const DependencyEntity = defineEntity({
  name: 'Dependency',
  tableName: 'dependencies',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    version: () => p.manyToOne(VersionEntity).deleteRule('cascade'),
    dependencyPlugin: () => p.manyToOne(PluginEntity),
    versionReq: p.text(),
    isOptional: p.boolean(),
    createdAt: p.datetime(),
  },
})
export type DependencyEntity = InferEntity<typeof DependencyEntity>
