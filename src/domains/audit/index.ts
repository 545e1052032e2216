export { type AuditActor, type AuditEntry, audit, system } from './audit.ts'
