import { z } from 'zod'
import { feedInput, feedOf } from '../../lib/paging.ts'
import { singleLine } from '../../lib/text.ts'

export const ACTIONS = ['warn', 'suspend', 'ban', 'shadow_ban', 'unsuspend', 'unban', 'unshadow_ban'] as const
export type ModerationVerb = (typeof ACTIONS)[number]

/** What the log knows besides: that a report needed no action. */
export const LOGGED_ACTIONS = [...ACTIONS, 'dismiss'] as const

export const TakeAction = z
  .object({
    action: z.enum(ACTIONS),
    affected_user_id: z.guid(),
    reason: singleLine({ min: 1, max: 2000 }),
    report_id: z.guid().nullish().describe('The report that led to it'),
    expires_at: z.iso
      .datetime({ offset: true })
      .nullish()
      .describe('Only of a suspension, which needs it: in the future'),
  })
  .superRefine(({ action, expires_at }, ctx) => {
    if ((action === 'suspend') === Boolean(expires_at)) return
    const message = expires_at
      ? 'only a suspension ends by itself'
      : 'a suspension needs an end in the future'
    ctx.addIssue({ code: 'custom', path: ['expires_at'], message })
  })
export type TakeAction = z.infer<typeof TakeAction>

export const ModerationAction = z
  .object({
    id: z.guid(),
    action: z.enum(LOGGED_ACTIONS),
    actor_id: z.guid(),
    affected_user_id: z.guid().nullable(),
    report_id: z.guid().nullable(),
    reason: z.string(),
    expires_at: z.string().nullable(),
    created_at: z.string(),
  })
  .meta({ id: 'ModerationAction' })
export type ModerationAction = z.infer<typeof ModerationAction>

export const ListActions = z.object({
  ...feedInput(),
  action: z.enum(LOGGED_ACTIONS).optional(),
  actor_id: z.guid().optional(),
  affected_user_id: z.guid().optional(),
})
export type ListActions = z.infer<typeof ListActions>

export const ModerationLog = feedOf(ModerationAction).meta({ id: 'ModerationLog' })
export type ModerationLog = z.infer<typeof ModerationLog>
