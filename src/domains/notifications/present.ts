import { isoTime } from '../../database/json.ts'

/** SQL that builds the `Notification` of a row; `n` is `notifications`. */
export const notification = `json_build_object(
  'id', n.id, 'kind', n.kind, 'title', n.title, 'body', n.body, 'link', n.link,
  'is_read', n.read_at is not null, 'created_at', ${isoTime('n.created_at')})`
