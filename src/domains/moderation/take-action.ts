import type { SignedIn } from '../../auth/actor.ts'
import { audit } from '../audit/index.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import { notify } from '../notifications/index.ts'
import { type Desk, requireDesk } from '../organisations/index.ts'
import { blockEverywhere } from './block-everywhere.ts'
import { logAction } from './log-action.ts'
import { lockTarget, type Target } from './policy.ts'
import { LIFTS, lift, RESTRICTIONS, restrict } from './restrict.ts'
import type { ModerationAction, TakeAction } from './schema.ts'
import { shadow } from './shadow.ts'

type SignedInContext = Context & { actor: SignedIn }

/**
 * Takes or lifts a measure against somebody: in the organisation of the desk, or everywhere. It is logged, audited and
 * told to who it is about, all but what they must not notice. Nothing to change: 409; oneself or who stands above: 403.
 */
export async function takeAction(ctx: SignedInContext, input: TakeAction): Promise<ModerationAction> {
  requireFuture(ctx, input.expires_at)
  const desk = await requireDesk(ctx)
  return transaction(
    ctx,
    async (tx) => {
      const target = await lockTarget(tx, ctx, desk, input.affected_user_id)
      await requireReport(tx, desk, input)
      const logged = await logAction(tx, ctx, {
        orgId: desk.orgId,
        action: input.action,
        affectedUserId: target.id,
        reason: input.reason,
        reportId: input.report_id,
        expiresAt: input.expires_at,
      })
      await takeEffect(tx, ctx, desk, target, input, logged.id)
      const details = { username: target.username, reason: input.reason, org_id: desk.orgId ?? null }
      audit(tx, ctx, {
        action: `moderation.${input.action}`,
        targetType: 'user',
        targetId: target.id,
        details,
      })
      tell(tx, ctx, target, input)
      return logged
    },
    // What a shadow ban hides is to be found again.
    { orgId: desk.orgId, sees: 'everything' },
  )
}

function requireFuture({ app }: Context, expiresAt: string | null | undefined): void {
  if (!expiresAt || new Date(expiresAt) > app.clock.now()) return
  throw invalid({ path: 'expires_at', message: 'must be in the future' })
}

const REPORT = `
  select reported_user_id from reports where id = ? and (?::uuid is null or org_id = ?)`

async function requireReport(tx: Tx, { orgId = null }: { orgId?: string | null }, input: TakeAction) {
  if (!input.report_id) return
  const values = [input.report_id, orgId, orgId]
  const [report] = await tx.execute<{ reported_user_id: string }[]>(REPORT, values)
  if (!report) throw notFound('Report')
  if (report.reported_user_id === input.affected_user_id.toLowerCase()) return
  throw invalid({ path: 'report_id', message: 'this report is about somebody else' })
}

async function takeEffect(
  tx: Tx,
  ctx: SignedInContext,
  { orgId }: Desk,
  { id: userId, username }: Target,
  { action, expires_at: expiresAt = null }: TakeAction,
  actionId: string,
): Promise<void> {
  const where = { userId, orgId }
  const kind = RESTRICTIONS.find((each) => each === action)
  const lifted = LIFTS[action]
  if (kind) await restrict(tx, ctx, where, { kind, expiresAt, actionId })
  if (lifted) await lift(tx, ctx, where, lifted)
  if ((kind ?? lifted) === 'shadow_ban') await shadow(tx, ctx, { ...where, username }, kind !== undefined)
  else if (orgId === undefined && (kind || lifted)) await blockEverywhere(tx, ctx, userId)
}

/** Who is shadow-banned must not know. */
function tell(tx: Tx, ctx: Context, { id: userId }: Target, { action, reason }: TakeAction): void {
  if (action === 'shadow_ban' || action === 'unshadow_ban') return
  notify(tx, ctx, { userId, kind: 'moderation', title: TITLES[action], body: reason })
}

const TITLES = {
  warn: 'You have been warned by the moderators',
  suspend: 'You have been suspended for some time',
  ban: 'You have been banned',
  unsuspend: 'Your suspension has been lifted',
  unban: 'Your ban has been lifted',
}
