import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { UserEntity } from './user.ts'

/** A complaint about somebody and what they published, in the organisation that the reporter worked in. */
export const ReportEntity = defineEntity({
  name: 'Report',
  tableName: 'reports',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    orgId: p.uuid(),
    reporter: () => p.manyToOne(UserEntity),
    reportedUser: () => p.manyToOne(UserEntity),
    subjectType: p.enum(['user', 'listing', 'file', 'plugin', 'review']),
    subjectId: p.uuid(),
    category: p.enum(['spam', 'harassment', 'misinformation', 'inappropriate', 'other']),
    description: p.text(),
    status: p.enum(['open', 'resolved']).default('open'),
    resolution: p.enum(['dismissed', 'resolved']).nullable(),
    resolutionText: p.text().nullable(),
    resolvedBy: () => p.manyToOne(UserEntity).name('resolved_by').nullable(),
    resolvedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
})
export type ReportEntity = InferEntity<typeof ReportEntity>
