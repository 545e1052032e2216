import type { SignedIn } from '../../auth/actor.ts'
import { statement } from '../../database/sql.ts'
import { auditLog, UNNOTICED } from '../audit/index.ts'
import type { Context } from '../context.ts'
import type { AdminStats } from './schema.ts'

const RECENT = 10

const stats = statement<AdminStats>(`
  select (select count(*) from users) as user_count,
    (select count(*) from plugins where deleted_at is null) as plugin_count,
    (select count(*) from plugins where deleted_at is null and deactivated_at is null) as active_plugin_count,
    (select coalesce(json_agg(${auditLog} order by a.created_at desc, a.id desc), '[]') from (
      select * from audit_logs a where ${UNNOTICED} order by a.created_at desc, a.id desc limit ${RECENT}) a) as recent_audit_logs`)

/** The figures of the staff's dashboard, at one moment. */
export async function getAdminStats(ctx: Context & { actor: SignedIn }): Promise<AdminStats> {
  const row = await ctx.app.sql.within({ sees: 'everything' }).one(stats, [ctx.actor.userId])
  if (!row) throw new Error('an aggregate gave no row')
  return row
}
