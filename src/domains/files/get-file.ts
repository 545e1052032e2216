import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import { approvedFile, readable } from './present.ts'
import type { ApprovedFile, FilePath } from './schema.ts'

const find = statement<{ file: ApprovedFile; storageKey: string }>(`
  select ${approvedFile} as file, f.storage_key as "storageKey" from files f where f.id = $3 and ${readable}`)

/** An approved file of the organisation that the caller works in. All others, also those in quarantine: 404. */
export async function getFile(ctx: Context, path: FilePath): Promise<ApprovedFile> {
  const { file } = await requireFile(ctx, path)
  return file
}

/** As `getFile`, with where its object is. */
export async function requireFile(
  ctx: Context,
  { id }: FilePath,
): Promise<{ file: ApprovedFile; storageKey: string }> {
  const { orgId } = await requireOrg(ctx)
  const found = await ctx.app.sql.within({ orgId }).one(find, [orgId, callerIn(ctx), id])
  if (!found) throw notFound('File')
  return found
}

/** Who calls, for what only they see. */
export const callerIn = ({ actor }: Context): string | null =>
  actor.kind === 'anonymous' ? null : actor.userId
