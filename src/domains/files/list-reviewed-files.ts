import type { SignedIn } from '../../auth/actor.ts'
import { feed, readFeed } from '../../database/feed.ts'
import type { Context } from '../context.ts'
import { requireDesk } from '../organisations/index.ts'
import { reviewedFile } from './present.ts'
import type { ListReviewedFiles, ReviewedFile, ReviewedFileFeed } from './schema.ts'

const shape = {
  table: 'files f',
  alias: 'f',
  item: reviewedFile,
  filters: { status: 'f.status', needs_review: 'f.needs_review' },
}
const everywhere = feed<ReviewedFile>({ ...shape, where: 'f.stored_at is not null' })
const ofOrg = feed<ReviewedFile>({ ...shape, where: 'f.stored_at is not null and f.org_id = $1' })

/** Files in one state: of all organisations for staff, else of the one's own. */
export async function listReviewedFiles(
  ctx: Context & { actor: SignedIn },
  input: ListReviewedFiles,
): Promise<ReviewedFileFeed> {
  const { orgId } = await requireDesk(ctx)
  return orgId === undefined
    ? readFeed(ctx.app.sql.within({ sees: 'everything' }), everywhere, [], input)
    : readFeed(ctx.app.sql.within({ orgId }), ofOrg, [orgId], input)
}
