import { isoTime } from '../../database/json.ts'
import { orgId } from '../../lib/public-id.ts'

const fields = `
  'id', f.id, 'area_slug', f.area_slug, 'uploader_id', f.uploader_id, 'file_name', f.file_name,
  'file_size', f.file_size, 'content_type', f.content_type, 'checksum_sha256', f.checksum_sha256,
  'status', f.status, 'created_at', ${isoTime('f.created_at')}`

/** SQL that builds the `QuarantinedFile` of a row of `files f`. */
export const quarantinedFile = `json_build_object(${fields})`

/** SQL that builds the `ApprovedFile` of a row of `files f`: also the shape of events. */
export const approvedFile = `json_build_object(${fields}, 'approved_at', ${isoTime('f.approved_at')})`

/** SQL that builds the `ReviewedFile` of a row of `files f`. */
export const reviewedFile = `json_build_object(${fields}, 'org_id', ${orgId.sql('f.org_id')},
  'approved_at', ${isoTime('f.approved_at')}, 'scan_attempts', f.scan_attempts, 'scan_result', f.scan_result,
  'needs_review', f.needs_review, 'decided_by', f.decided_by, 'decision_reason', f.decision_reason,
  'decided_at', ${isoTime('f.decided_at')})`

/**
 * What can be read: approved files of the organisation `$1`. What a shadow-banned person uploads is there for that
 * person, `$2`, alone.
 */
export const readable = `f.org_id = $1 and f.status = 'approved' and (f.only_for is null or f.only_for = $2)`
