import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { OrganisationEntity } from './organisation.ts'
import { UserEntity } from './user.ts'

/**
 * A file of an organisation. Claimed before its object is written; `storedAt` puts it into quarantine, and only a
 * decision takes it out. The database alone knows who sees it: `only_for`.
 */
export const FileEntity = defineEntity({
  name: 'File',
  tableName: 'files',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    org: () => p.manyToOne(OrganisationEntity).deleteRule('cascade'),
    uploader: () => p.manyToOne(UserEntity),
    areaSlug: p.string().length(64),
    fileName: p.text(),
    fileSize: p.bigint('number'),
    contentType: p.text(),
    checksumSha256: p.string().length(64),
    storageKey: p.text(),
    status: p.enum(['quarantined', 'approved', 'rejected']).default('quarantined'),
    claimedAt: p.datetime(),
    storedAt: p.datetime().nullable(),
    scanAttempts: p.integer().default(0),
    scanResult: p.text().nullable(),
    needsReview: p.boolean().default(false),
    decidedBy: p.uuid().nullable(),
    decisionReason: p.text().nullable(),
    decidedAt: p.datetime().nullable(),
    approvedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
})
export type FileEntity = InferEntity<typeof FileEntity>
