import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { VersionEntity } from './version.ts'

/** A file for one platform of a version. `storedAt` is null while the claim's object is still being written. */
export const BinaryEntity = defineEntity({
  name: 'Binary',
  tableName: 'binaries',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    version: () => p.manyToOne(VersionEntity).deleteRule('cascade'),
    platform: p.string().$type<'windows' | 'macos' | 'linux'>(),
    fileName: p.text(),
    fileSize: p.bigint('number'),
    checksumSha256: p.string().length(64),
    storageKey: p.text(),
    contentType: p.text(),
    claimedAt: p.datetime(),
    storedAt: p.datetime().nullable(),
  },
})
export type BinaryEntity = InferEntity<typeof BinaryEntity>
