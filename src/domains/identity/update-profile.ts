import { UserEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { emit } from '../events/index.ts'
import { presentProfile } from './present.ts'
import type { UpdateProfile, UserProfile } from './schema.ts'

/** Changes what is named of the caller's profile; null and empty texts clear a field. */
export async function updateProfile(
  ctx: Context & { actor: SignedIn },
  { display_name, bio }: UpdateProfile,
): Promise<UserProfile> {
  const { userId, username } = ctx.actor
  await transaction(ctx, async (tx) => {
    await tx.nativeUpdate(
      UserEntity,
      { id: userId },
      {
        ...(display_name !== undefined && { displayName: display_name || null }),
        ...(bio !== undefined && { bio: bio || null }),
        updatedAt: ctx.app.clock.now(),
      },
    )
    // Not the new name itself: whoever is told reads what it is by then.
    if (display_name !== undefined) await emit(tx, ctx, { type: 'user.updated', data: { userId, username } })
  })
  return presentProfile(ctx, userId)
}
