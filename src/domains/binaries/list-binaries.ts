import type { Context } from '../context.ts'
import type { VersionPath } from '../versions/index.ts'
import { requireRelease } from './require-release.ts'
import type { BinaryList } from './schema.ts'

/** What is stored for a version, in the order of upload. No such plugin or version: 404. */
export async function listBinaries(ctx: Context, path: VersionPath): Promise<BinaryList> {
  const { binaries } = await requireRelease(ctx, path)
  return { binaries }
}
