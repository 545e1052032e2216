import { FileEntity, newId } from '../../../entities/index.ts'
import { type Claim, writeClaimed } from '../claims/index.ts'
import { type Context, transaction } from '../context.ts'
import { unauthenticated } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import type { CheckedFile } from './check-file.ts'
import { quarantinedFile } from './present.ts'
import type { QuarantinedFile } from './schema.ts'

const FINISH = `
  update files f set stored_at = ? where f.id = ? and f.stored_at is null returning ${quarantinedFile} as file`

/**
 * Stores a checked file: its row is claimed first, and is in quarantine, with the job that scans it, only when its
 * object is there. Failing leaves nothing behind.
 */
export async function storeFile(ctx: Context, orgId: string, upload: CheckedFile): Promise<QuarantinedFile> {
  const claim = await claimFile(ctx, orgId, upload)
  const { file, contentType } = upload
  return writeClaimed(ctx.app, 'files', claim, { ...file, contentType }, () => finish(ctx, orgId, claim))
}

async function claimFile(
  ctx: Context,
  orgId: string,
  { areaSlug, fileName, contentType, file }: CheckedFile,
): Promise<Claim> {
  const { actor } = ctx
  if (actor.kind === 'anonymous') throw unauthenticated('Sign in first, or send an API key.')
  const id = newId()
  const storageKey = `files/${orgId}/${id}`
  const now = ctx.app.clock.now()
  await transaction(
    ctx,
    async (tx) => {
      const what = { areaSlug, fileName, fileSize: file.size, contentType, checksumSha256: file.sha256 }
      const whose = { org: orgId, uploader: actor.userId }
      tx.create(
        FileEntity,
        { id, ...whose, ...what, storageKey, claimedAt: now, createdAt: now },
        { persist: true },
      )
    },
    { orgId },
  )
  return { id, storageKey, orgId }
}

async function finish(ctx: Context, orgId: string, { id, storageKey }: Claim): Promise<QuarantinedFile> {
  // The upload may have taken long enough for its sender to be put out of the organisation.
  await requireOrg(ctx)
  const file = await transaction(
    ctx,
    async (tx) => {
      const [found] = await tx.execute<{ file: QuarantinedFile }[]>(FINISH, [ctx.app.clock.now(), id])
      if (found) await ctx.app.jobs.enqueue(tx, 'scan-file', { fileId: id, orgId })
      return found?.file
    },
    { orgId },
  )
  if (file) return file
  // No other claim has this key: who took this one over may have looked before the object was there.
  await ctx.app.storage.delete(storageKey)
  throw new Error(`The claim ${id} was taken over while its object was written.`)
}
