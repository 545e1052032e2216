import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { PluginEntity } from './plugin.ts'
import { UserEntity } from './user.ts'

/** A complaint about a review, once per person and review. It outlives the review. */
export const ReviewReportEntity = defineEntity({
  name: 'ReviewReport',
  tableName: 'review_reports',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    reviewId: p.uuid(),
    plugin: () => p.manyToOne(PluginEntity).deleteRule('cascade'),
    reporter: () => p.manyToOne(UserEntity),
    reason: p.enum(['spam', 'harassment', 'misinformation', 'inappropriate', 'other']),
    details: p.text().nullable(),
    status: p.enum(['pending', 'resolved', 'dismissed']).default('pending'),
    resolvedBy: () => p.manyToOne(UserEntity).name('resolved_by').nullable(),
    resolvedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
})
export type ReviewReportEntity = InferEntity<typeof ReviewReportEntity>
