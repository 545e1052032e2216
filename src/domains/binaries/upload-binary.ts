import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { VersionPath } from '../versions/index.ts'
import { checkUpload } from './check-upload.ts'
import { linkTo } from './link.ts'
import { requireOwnRelease } from './require-release.ts'
import type { UploadedBinary } from './schema.ts'
import { storeBinary } from './store-binary.ts'

/**
 * Adds the binary of one platform to a version, also to a yanked one. Somebody else's plugin: 403, no such version:
 * 404 (both before the body is read), a platform that has one: 409, what is no binary for the platform: 422.
 */
export async function uploadBinary(ctx: Context, path: VersionPath): Promise<UploadedBinary> {
  await requireOwnRelease(ctx, path)
  if (!ctx.form) throw new DomainError('unsupported_media_type', 'Upload over REST, as multipart/form-data.')
  const { binaryMaxBytes: maxBytes } = ctx.app.settings
  const form = await ctx.form.read({ file: 'file', fields: ['platform'], maxBytes })
  try {
    const upload = await checkUpload(form)
    // The upload may have taken long enough for its plugin to be deleted.
    const release = await requireOwnRelease(ctx, path)
    const binary = await storeBinary(ctx, release, upload)
    return { binary, ...(await linkTo(ctx.app, binary)) }
  } finally {
    await form.file.spooled.discard()
  }
}
