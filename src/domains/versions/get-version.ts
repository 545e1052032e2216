import type { Context } from '../context.ts'
import { countable, countSeen } from '../downloads/index.ts'
import { ASKED, version } from './present.ts'
import { requireVersion } from './require-version.ts'
import type { Version, VersionPath } from './schema.ts'
import { releaseOf } from './semver.ts'

const download = countable<{ version: Version }>({
  by: ['slug', 'release', 'version'],
  columns: 'v.*',
  found: ASKED,
  answer: `${version} as version`,
})

/** A version with its downloads, this request included; only HEAD is not counted. Absent: 404. */
export async function getVersion(ctx: Context, path: VersionPath): Promise<Version> {
  const texts = [path.slug, releaseOf(path.version), path.version]
  const counted = ctx.peek ? undefined : await ctx.app.downloads.count(download, texts)
  return counted ? { ...counted.version, downloads: counted.total } : theirOwn(ctx, path)
}

/** As the caller sees it: what nobody else does is there for its shadow-banned author, and counted all the same. */
async function theirOwn(ctx: Context, path: VersionPath): Promise<Version> {
  const { version } = await requireVersion(ctx, path)
  return ctx.peek ? version : { ...version, downloads: await countSeen(ctx, version.id) }
}
