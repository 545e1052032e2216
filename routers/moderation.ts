import {
  ListActions,
  listActions,
  ModerationAction,
  ModerationLog,
  TakeAction,
  takeAction,
} from '../src/domains/moderation/index.ts'
import { onPlan } from '../src/rpc/plan-gate.ts'
import { scoped, signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const action = {
  id: '0198f2f0-1111-7222-8333-444455556666',
  action: 'suspend',
  actor_id: '0198f2a0-1111-7222-8333-444455556666',
  affected_user_id: '550e8400-e29b-41d4-a716-446655440000',
  report_id: '0198f2e0-1111-7222-8333-444455556666',
  reason: 'Spam, for the second time',
  expires_at: '2026-03-22T00:00:00Z',
  created_at: '2026-03-08T10:00:00Z',
}
const forbidden = 'Neither an owner nor a moderator of this organisation'

export const moderation = t.router({
  takeAction: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/moderation/actions',
        tags: ['moderation'],
        summary: 'Take or lift a measure',
        description:
          '`warn`, `suspend` (until `expires_at`), `ban`, `shadow_ban`, and `unsuspend`, `unban`, `unshadow_ban`. Taken by ' +
          'an owner or moderator it holds in the organisation they work in; by the staff of the platform without ' +
          '`X-Org-Id` everywhere: sessions end, sign-in and API keys are refused with `account_suspended`. What a ' +
          'shadow-banned person publishes is seen by them alone, and they see no difference. A new suspension takes the ' +
          'place of the one before. Nobody takes measures against themselves, an owner, or (but for owners) another ' +
          'admin or moderator.',
      },
      rest: {
        status: 201,
        errors: {
          forbidden: 'Not a moderator, or the person stands above the caller’s role, or is the caller',
          not_found: 'The organisation has no such member, or there is no such user or report',
          conflict: 'The measure holds already, or there is nothing to lift',
        },
        example: {
          input: {
            action: 'suspend',
            affected_user_id: action.affected_user_id,
            reason: action.reason,
            report_id: action.report_id,
            expires_at: action.expires_at,
          },
          output: action,
        },
      },
    })
    .input(TakeAction)
    .output(ModerationAction)
    .mutation(({ ctx, input }) => takeAction(ctx, input)),

  listActions: scoped('reports:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/moderation/actions',
        tags: ['moderation'],
        summary: 'Read the moderation log',
        description:
          'The `mod_log`, newest first: nothing in it is ever changed or removed. For a nightly export follow ' +
          '`next_cursor`. For the owners and moderators of the organisation, for keys that one of them made, and for the ' +
          'staff of the platform, who without `X-Org-Id` read the log of all organisations.',
      },
      rest: {
        errors: { forbidden, not_found: '`X-Org-Id` names no organisation of the caller' },
        example: {
          input: { action: 'suspend' },
          output: { data: [action], page: 1, per_page: 20, total: 1, next_cursor: null },
        },
      },
    })
    .input(ListActions)
    .output(ModerationLog)
    .query(({ ctx, input }) => listActions(ctx, input)),
})
