import type { Context } from '../context.ts'
import { countable, countSeen } from '../downloads/index.ts'
import { notFound } from '../errors.ts'
import { ASKED_VERSION, releaseOf } from '../versions/index.ts'
import { linkTo } from './link.ts'
import { requireRelease } from './require-release.ts'
import type { Binary, BinaryDownload, DownloadBinary } from './schema.ts'

/** What a download link is made of. */
const PARTS = [
  'storage_key',
  'content_type',
  'checksum_sha256',
  'file_name',
  'file_size',
  'platform',
] as const
type Stored = Pick<Binary, (typeof PARTS)[number]>

const download = countable<Stored>({
  by: ['slug', 'release', 'version', 'platform'],
  columns: `v.id, v.plugin_id, ${PARTS.map((part) => `b.${part}`).join(', ')}`,
  found: `${ASKED_VERSION}
    join binaries b on b.version_id = v.id and b.platform = asked.platform and b.stored_at is not null`,
  answer: PARTS.map((part) => `v.${part}`).join(', '),
})

/**
 * A download link for a platform; counts one download, except for HEAD. Yanked versions are served too: who has
 * one installed must be able to install it again. No such plugin, version or binary: 404, and nothing is counted.
 */
export async function downloadBinary(ctx: Context, input: DownloadBinary): Promise<BinaryDownload> {
  const { slug, version, platform } = input
  const texts = [slug, releaseOf(version), version, platform]
  const counted = ctx.peek ? undefined : await ctx.app.downloads.count(download, texts)
  return present(ctx, counted ?? (await theirOwn(ctx, input)))
}

/** As the caller sees it: what nobody else does is there for its shadow-banned author, and counted all the same. */
async function theirOwn(ctx: Context, input: DownloadBinary): Promise<Stored> {
  const { versionId, slug, version, binaries } = await requireRelease(ctx, input)
  const binary = binaries.find(({ platform }) => platform === input.platform)
  if (!binary) throw notFound(`A ${input.platform} binary of ${slug} ${version}`)
  if (!ctx.peek) await countSeen(ctx, versionId)
  return binary
}

async function present(ctx: Context, binary: Stored): Promise<BinaryDownload> {
  const { checksum_sha256, file_name, file_size, platform } = binary
  return { ...(await linkTo(ctx.app, binary)), checksum_sha256, file_name, file_size, platform }
}
