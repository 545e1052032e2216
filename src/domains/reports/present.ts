import { isoTime } from '../../database/json.ts'
import { listingId } from '../../lib/public-id.ts'

const EXCERPT = 200

const fields = `
  'id', r.id, 'reported_user_id', r.reported_user_id, 'reporter_id', r.reporter_id,
  'subject_type', r.subject_type,
  'subject_id', case r.subject_type when 'listing' then ${listingId.sql('r.subject_id')} else r.subject_id::text end,
  'category', r.category, 'excerpt', left(r.description, ${EXCERPT}), 'status', r.status,
  'resolution', r.resolution, 'created_at', ${isoTime('r.created_at')},
  'resolved_at', ${isoTime('r.resolved_at')}, 'resolved_by', r.resolved_by`

/** SQL that builds the `ReportSummary` of a row of `reports r`. */
export const reportSummary = `json_build_object(${fields})`

/** SQL that builds the `Report` of a row of `reports r`. */
export const report = `json_strip_nulls(json_build_object(
  'reason', case r.resolution when 'dismissed' then r.resolution_text end,
  'notes', case r.resolution when 'resolved' then r.resolution_text end))::jsonb
  || jsonb_build_object(${fields}, 'description', r.description)`
