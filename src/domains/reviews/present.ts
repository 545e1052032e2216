import { isoTime } from '../../database/json.ts'
import type { Tx } from '../context.ts'
import type { ReviewReport } from './report-schema.ts'
import type { Review } from './schema.ts'

/** SQL that builds the `Review` of a row: `r` is `reviews`, `u` its author. */
export const review = `json_build_object(
  'id', r.id, 'plugin_id', r.plugin_id,
  'author', json_build_object('id', u.id, 'username', u.username, 'avatar_url', u.avatar_url),
  'rating', r.rating, 'title', r.title, 'body', r.body, 'is_hidden', r.is_hidden,
  'created_at', ${isoTime('r.created_at')}, 'updated_at', ${isoTime('r.updated_at')})`

/** SQL that builds the `ReviewReport` of a row; `r` is `review_reports`. */
export const report = `json_build_object(
  'id', r.id, 'review_id', r.review_id, 'reporter_id', r.reporter_id, 'reason', r.reason,
  'details', r.details, 'status', r.status, 'resolved_by', r.resolved_by,
  'resolved_at', ${isoTime('r.resolved_at')}, 'created_at', ${isoTime('r.created_at')})`

const REVIEW = `select ${review} as shape from reviews r join users u on u.id = r.author_id where r.id = ?`
const REPORT = `select ${report} as shape from review_reports r where r.id = ?`

/** The review as its own transaction leaves it: another one may delete it right after. */
export const presentReview = (tx: Tx, id: string): Promise<Review> => present(tx, REVIEW, id)

/** The report as its own transaction leaves it. */
export const presentReport = (tx: Tx, id: string): Promise<ReviewReport> => present(tx, REPORT, id)

async function present<Shape>(tx: Tx, select: string, id: string): Promise<Shape> {
  await tx.flush()
  const [row] = await tx.execute<{ shape: Shape }[]>(select, [id])
  if (!row) throw new Error(`${id} was written in this transaction and is not there`)
  return row.shape
}
