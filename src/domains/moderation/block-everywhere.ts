import type { Services, Tx } from '../context.ts'

/** When a ban ends. */
const NEVER = '9999-12-31T00:00:00Z'

// What every request asks of its caller is kept in their row.
const UPDATE = `
  update users u set blocked_until = (
    select max(case r.kind when 'ban' then ?::timestamptz else r.expires_at end) from restrictions r
    where r.user_id = u.id and r.org_id is null and r.kind in ('suspend', 'ban')
  ) where u.id = ? returning blocked_until > ? as "isBlocked"`

/** Lets the platform-wide restrictions of somebody take effect: who is blocked is signed out everywhere, at once. */
export async function blockEverywhere(
  tx: Tx,
  { app }: { app: Pick<Services, 'sessions' | 'clock'> },
  userId: string,
): Promise<void> {
  const [row] = await tx.execute<{ isBlocked: boolean | null }[]>(UPDATE, [NEVER, userId, app.clock.now()])
  if (row?.isBlocked) await app.sessions.endAll(userId, tx)
}
