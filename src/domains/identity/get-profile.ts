import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { presentProfile } from './present.ts'
import type { UserProfile } from './schema.ts'

/** The caller's own account. */
export const getProfile = (ctx: Context & { actor: SignedIn }): Promise<UserProfile> =>
  presentProfile(ctx, ctx.actor.userId)
