import { isoTime } from '../../database/json.ts'

/** SQL that builds the `Binary` of a stored row; `b` is `binaries`. */
export const binary = `json_build_object(
  'id', b.id, 'version_id', b.version_id, 'platform', b.platform, 'file_name', b.file_name,
  'file_size', b.file_size, 'checksum_sha256', b.checksum_sha256, 'storage_key', b.storage_key,
  'content_type', b.content_type, 'uploaded_at', ${isoTime('b.stored_at')})`
