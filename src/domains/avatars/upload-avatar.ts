import { readFile } from 'node:fs/promises'
import { AvatarEntity, UserEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { DomainError } from '../errors.ts'
import { emit } from '../events/index.ts'
import { getProfile, type UserProfile } from '../identity/index.ts'
import { checkAvatar } from './check-avatar.ts'
import { AVATAR_MAX_BYTES } from './schema.ts'

/** How much of a picture's hash tells its URL from that of the one before. */
const VERSION_LENGTH = 12

/**
 * Gives the caller a new picture in the place of the one they have, under a new URL. 400 for what is no JPEG, PNG,
 * WebP or GIF of at most 2 MB.
 */
export async function uploadAvatar(ctx: Context & { actor: SignedIn }): Promise<UserProfile> {
  if (!ctx.form) throw new DomainError('unsupported_media_type', 'Upload over REST, as multipart/form-data.')
  const { file } = await ctx.form.read({
    file: 'avatar',
    fields: [],
    maxBytes: AVATAR_MAX_BYTES,
    invalid: 'bad_request',
  })
  try {
    const contentType = await checkAvatar(file)
    const { path, sha256 } = file.spooled
    await storeAvatar(ctx, { contentType, sha256, bytes: await readFile(path) })
  } finally {
    await file.spooled.discard()
  }
  return getProfile(ctx)
}

interface Picture {
  contentType: string
  sha256: string
  bytes: Buffer
}

/** The picture and the URL that the profile shows change together. */
const storeAvatar = (ctx: Context & { actor: SignedIn }, picture: Picture): Promise<void> =>
  transaction(ctx, async (tx) => {
    const { userId, username } = ctx.actor
    const now = ctx.app.clock.now()
    await tx.upsert(AvatarEntity, { user: userId, ...picture, uploadedAt: now })
    const version = picture.sha256.slice(0, VERSION_LENGTH)
    const avatarUrl = `/api/v1/users/${userId}/avatar?v=${version}`
    await tx.nativeUpdate(UserEntity, { id: userId }, { avatarUrl, updatedAt: now })
    await emit(tx, ctx, { type: 'user.updated', data: { userId, username } })
  })
