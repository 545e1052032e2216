import { newId } from '../../../entities/index.ts'
import type { Known } from '../../auth/actor.ts'
import type { Context, Tx } from '../context.ts'
import { emit } from '../events/index.ts'
import { runsOrganisation } from '../organisations/index.ts'
import { moderationAction } from './present.ts'
import type { LOGGED_ACTIONS, ModerationAction } from './schema.ts'

export interface LoggedAction {
  /** Undefined: by the staff of the platform, everywhere. */
  orgId: string | undefined
  action: (typeof LOGGED_ACTIONS)[number]
  affectedUserId: string
  reason: string
  reportId?: string | null
  expiresAt?: string | null
}

const INSERT = `
  insert into mod_log as a
    (id, org_id, action, actor_id, affected_user_id, report_id, reason, expires_at, created_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning ${moderationAction} as row`

/** Appends to the moderation log, where nothing is ever changed, and announces it to the organisation. */
export async function logAction(
  tx: Tx,
  ctx: Context & { actor: Known },
  { orgId, action, affectedUserId, reason, reportId = null, expiresAt = null }: LoggedAction,
): Promise<ModerationAction> {
  const [logged] = await tx.execute<{ row: ModerationAction }[]>(INSERT, [
    newId(),
    orgId ?? null,
    action,
    ctx.actor.userId,
    affectedUserId,
    reportId,
    reason,
    expiresAt,
    ctx.app.clock.now(),
  ])
  if (!logged) throw new Error('the moderation log took no row')
  if (orgId !== undefined && !(await isSecret(tx, orgId, action, affectedUserId))) {
    await emit(tx, ctx, { type: 'moderation.action_taken', data: { ...logged.row }, orgId })
  }
  return logged.row
}

const SECRETS: string[] = ['shadow_ban', 'unshadow_ban', 'dismiss'] satisfies LoggedAction['action'][]

/** Who reads what the webhooks of the organisation are sent must not find themselves in there. */
const isSecret = async (tx: Tx, orgId: string, action: string, userId: string): Promise<boolean> =>
  SECRETS.includes(action) && runsOrganisation(tx, orgId, userId)
