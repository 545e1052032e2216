import { writeClaimed } from '../claims/index.ts'
import { type Context, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { emit } from '../events/index.ts'
import type { CheckedUpload } from './check-upload.ts'
import { claimPlatform } from './claims.ts'
import { binary } from './present.ts'
import type { Release } from './require-release.ts'
import type { Binary } from './schema.ts'

const FINISH = `
  update binaries b set stored_at = ? where b.id = ? and b.stored_at is null returning ${binary} as binary`

/**
 * Stores a checked upload: the place is claimed first, so that no two objects are ever written for it, and the row
 * shows only when its object is there. A platform that has its binary: 409. Failing leaves nothing behind.
 */
export async function storeBinary(ctx: Context, release: Release, upload: CheckedUpload): Promise<Binary> {
  const { platform, fileName, contentType, file } = upload
  const { slug, version, versionId } = release
  const storageKey = `plugins/${slug}/${version}/${platform}/${fileName}`
  const claim = {
    versionId,
    platform,
    fileName,
    fileSize: file.size,
    sha256: file.sha256,
    storageKey,
    contentType,
  }
  const id = await claimPlatform(ctx.app, claim)
  if (!id)
    throw conflict(`${slug} ${version} has a ${platform} binary already. Publish a new version to change it.`)
  return writeClaimed(ctx.app, 'binaries', { id, storageKey }, { ...file, contentType }, () =>
    finish(ctx, release, { id, platform }),
  )
}

/** Makes the row visible and announces it, both or neither. */
const finish = (
  ctx: Context,
  release: Release,
  { id, platform }: { id: string; platform: string },
): Promise<Binary> =>
  transaction(ctx, async (tx) => {
    const [row] = await tx.execute<{ binary: Binary }[]>(FINISH, [ctx.app.clock.now(), id])
    if (!row) throw new Error(`The claim ${id} was taken over while its object was written.`)
    const { pluginId, slug, authorId, versionId, version } = release
    const data = { pluginId, slug, authorId, versionId, version, binaryId: id, platform }
    await emit(tx, ctx, { type: 'binary.uploaded', data })
    return row.binary
  })
