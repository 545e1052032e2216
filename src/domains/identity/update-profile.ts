import { UserEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { presentProfile } from './present.ts'
import type { UpdateProfile, UserProfile } from './schema.ts'

/** Changes what is named of the caller's profile; null and empty texts clear a field. */
export async function updateProfile(
  ctx: Context & { actor: SignedIn },
  { display_name, bio }: UpdateProfile,
): Promise<UserProfile> {
  const { userId } = ctx.actor
  await transaction(ctx, (tx) =>
    tx.nativeUpdate(
      UserEntity,
      { id: userId },
      {
        ...(display_name !== undefined && { displayName: display_name || null }),
        ...(bio !== undefined && { bio: bio || null }),
        updatedAt: ctx.app.clock.now(),
      },
    ),
  )
  return presentProfile(ctx, userId)
}
