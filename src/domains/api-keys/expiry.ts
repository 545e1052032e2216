import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'

/** The time a key is to end, in the future; 422 for one that has passed. */
export function expiryOf(ctx: Context, expires_at: string | null | undefined): Date | null {
  if (expires_at === null || expires_at === undefined) return null
  const expiresAt = new Date(expires_at)
  if (expiresAt > ctx.app.clock.now()) return expiresAt
  throw invalid({ path: 'expires_at', message: 'must be in the future' })
}
