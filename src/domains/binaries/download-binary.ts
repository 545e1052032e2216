import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { linkTo } from './link.ts'
import { requireRelease } from './require-release.ts'
import type { BinaryDownload, DownloadBinary } from './schema.ts'

/**
 * A download link for a platform; counts one download, except for HEAD. Yanked versions are served too: who has
 * one installed must be able to install it again. No such plugin, version or binary: 404.
 */
export async function downloadBinary(ctx: Context, input: DownloadBinary): Promise<BinaryDownload> {
  const { versionId, slug, version, binaries } = await requireRelease(ctx, input)
  const binary = binaries.find(({ platform }) => platform === input.platform)
  if (!binary) throw notFound(`A ${input.platform} binary of ${slug} ${version}`)
  const { checksum_sha256, file_name, file_size, platform } = binary
  const answer = { ...(await linkTo(ctx.app, binary)), checksum_sha256, file_name, file_size, platform }
  if (!ctx.peek) await ctx.app.downloads.count({ versionId })
  return answer
}
