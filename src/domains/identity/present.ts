import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import type { UserProfile } from './schema.ts'

const profile = statement<UserProfile>(`
  select id, username, display_name, email, avatar_url, bio, email_verified, is_active, role, created_at
  from users where id = $1`)

/** An account as its owner sees it. */
export async function presentProfile(ctx: Context, userId: string): Promise<UserProfile> {
  const user = await ctx.app.sql.one(profile, [userId])
  if (!user) throw notFound('This account')
  return user
}
