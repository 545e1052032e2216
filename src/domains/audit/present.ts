import { isoTime } from '../../database/json.ts'

/** SQL that builds the `AuditLog` of a row of `audit_logs a`. */
export const auditLog = `json_build_object(
  'id', a.id, 'actor_username', a.actor_username, 'action', a.action, 'target_type', a.target_type,
  'target_id', a.target_id, 'details', a.details, 'created_at', ${isoTime('a.created_at')})`

/** SQL that leaves out of `audit_logs a` what the user `$1` must not notice: that others do not see what they publish. */
export const UNNOTICED = `
  not (a.target_id = $1::text and a.action in ('moderation.shadow_ban', 'moderation.unshadow_ban'))`
