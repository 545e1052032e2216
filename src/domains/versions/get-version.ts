import type { Context } from '../context.ts'
import { requireVersion } from './require-version.ts'
import type { Version, VersionPath } from './schema.ts'

/** A version with its downloads, this request included; only HEAD is not counted. Absent: 404. */
export async function getVersion(ctx: Context, path: VersionPath): Promise<Version> {
  const { version } = await requireVersion(ctx, path)
  if (ctx.peek) return version
  return { ...version, downloads: await ctx.app.downloads.count({ versionId: version.id }) }
}
