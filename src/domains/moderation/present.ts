import { isoTime } from '../../database/json.ts'

/** SQL that builds the `ModerationAction` of a row of `mod_log a`. */
export const moderationAction = `json_build_object(
  'id', a.id, 'action', a.action, 'actor_id', a.actor_id, 'affected_user_id', a.affected_user_id,
  'report_id', a.report_id, 'reason', a.reason, 'expires_at', ${isoTime('a.expires_at')},
  'created_at', ${isoTime('a.created_at')})`
