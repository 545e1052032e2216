import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'

/** What staff did. No foreign keys: the record survives its actor and its subject. */
export const AuditLogEntity = defineEntity({
  name: 'AuditLog',
  tableName: 'audit_logs',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    actorId: p.uuid().nullable(),
    actorUsername: p.text(),
    action: p.text(),
    targetType: p.text(),
    targetId: p.text(),
    details: p.json<Record<string, unknown>>(),
    createdAt: p.datetime(),
  },
})
export type AuditLogEntity = InferEntity<typeof AuditLogEntity>
