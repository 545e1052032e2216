import { feed, readFeed } from '../../database/feed.ts'
import type { Context } from '../context.ts'
import { auditLog } from './present.ts'
import type { AuditLog, AuditLogFeed, ListAuditLogs } from './schema.ts'

const logs = feed<AuditLog>({
  table: 'audit_logs a',
  alias: 'a',
  item: auditLog,
  where: 'true',
  filters: { action: 'a.action', actor_username: 'a.actor_username', target_id: 'a.target_id' },
})

/** Everything that was audited, newest first. */
export const listAuditLogs = (ctx: Context, input: ListAuditLogs): Promise<AuditLogFeed> =>
  readFeed(ctx.app.sql, logs, [], input)
