export { type AuditActor, type AuditEntry, audit, system } from './audit.ts'
export { listAuditLogs } from './list-audit-logs.ts'
export { auditLog, UNNOTICED } from './present.ts'
export { AuditLog, AuditLogFeed, ListAuditLogs } from './schema.ts'
