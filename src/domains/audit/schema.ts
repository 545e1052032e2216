import { z } from 'zod'
import { feedInput, feedOf } from '../../lib/paging.ts'
import { singleLine } from '../../lib/text.ts'

export const AuditLog = z
  .object({
    id: z.guid(),
    actor_username: z.string().describe('As it was then; the record survives its actor'),
    action: z.string().describe('Like `plugin.deactivate`'),
    target_type: z.string(),
    target_id: z.string(),
    details: z.record(z.string(), z.unknown()),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'AuditLog' })
export type AuditLog = z.infer<typeof AuditLog>

export const ListAuditLogs = z.object({
  ...feedInput(),
  action: singleLine({ min: 1, max: 100 }).optional().describe('Like `plugin.deactivate`'),
  actor_username: singleLine({ min: 1, max: 39 }).optional(),
  target_id: singleLine({ min: 1, max: 100 }).optional(),
})
export type ListAuditLogs = z.infer<typeof ListAuditLogs>

export const AuditLogFeed = feedOf(AuditLog).meta({ id: 'AuditLogFeed' })
export type AuditLogFeed = z.infer<typeof AuditLogFeed>
