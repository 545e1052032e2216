import type { SignedIn } from '../../auth/actor.ts'
import { feed, readFeed } from '../../database/feed.ts'
import type { Context } from '../context.ts'
import { auditLog, UNNOTICED } from './present.ts'
import type { AuditLog, AuditLogFeed, ListAuditLogs } from './schema.ts'

const logs = feed<AuditLog>({
  table: 'audit_logs a',
  alias: 'a',
  item: auditLog,
  where: UNNOTICED,
  filters: { action: 'a.action', actor_username: 'a.actor_username', target_id: 'a.target_id' },
})

/** Everything that was audited, newest first. */
export const listAuditLogs = (
  ctx: Context & { actor: SignedIn },
  input: ListAuditLogs,
): Promise<AuditLogFeed> => readFeed(ctx.app.sql, logs, [ctx.actor.userId], input)
