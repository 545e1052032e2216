import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import { checkFile } from './check-file.ts'
import { FILE_MAX_BYTES, type QuarantinedFile } from './schema.ts'
import { storeFile } from './store-file.ts'

/**
 * Takes a file into the quarantine of the organisation that the caller works in; a job has it scanned. More than 25 MB:
 * 413; what `checkFile` refuses: 422.
 */
export async function uploadFile(ctx: Context): Promise<QuarantinedFile> {
  const { orgId } = await requireOrg(ctx)
  if (!ctx.form) throw new DomainError('unsupported_media_type', 'Upload over REST, as multipart/form-data.')
  const form = await ctx.form.read({
    file: 'file',
    fields: ['area_slug'],
    maxBytes: FILE_MAX_BYTES,
    tooLarge: 'payload_too_large',
  })
  try {
    return await storeFile(ctx, orgId, await checkFile(form))
  } finally {
    await form.file.spooled.discard()
  }
}
