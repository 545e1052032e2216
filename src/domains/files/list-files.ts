import { feed, readFeed } from '../../database/feed.ts'
import type { Context } from '../context.ts'
import { requireOrg } from '../organisations/index.ts'
import { callerIn } from './get-file.ts'
import { approvedFile, readable } from './present.ts'
import type { ApprovedFile, FileFeed, ListFiles } from './schema.ts'

const files = feed<ApprovedFile>({
  table: 'files f',
  alias: 'f',
  item: approvedFile,
  where: readable,
  filters: { area_slug: 'f.area_slug', uploader_id: 'f.uploader_id' },
})

/** The approved files of the organisation that the caller works in, newest first. */
export async function listFiles(ctx: Context, input: ListFiles): Promise<FileFeed> {
  const { orgId } = await requireOrg(ctx)
  return readFeed(ctx.app.sql.within({ orgId }), files, [orgId, callerIn(ctx)], input)
}
