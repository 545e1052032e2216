import type { Known } from '../../auth/actor.ts'
import { feed, readFeed } from '../../database/feed.ts'
import type { Context } from '../context.ts'
import { requireDesk } from '../organisations/index.ts'
import { moderationAction } from './present.ts'
import type { ListActions, ModerationAction, ModerationLog } from './schema.ts'

/** Who is shadow-banned or was reported must not know, also when they are a moderator. */
const UNNOTICED = `not (
  a.affected_user_id is not distinct from $1 and a.action in ('shadow_ban', 'unshadow_ban', 'dismiss'))`

const shape = {
  table: 'mod_log a',
  alias: 'a',
  item: moderationAction,
  filters: { action: 'a.action', actor_id: 'a.actor_id', affected_user_id: 'a.affected_user_id' },
}
const everywhere = feed<ModerationAction>({ ...shape, where: UNNOTICED })
const ofOrg = feed<ModerationAction>({ ...shape, where: `a.org_id = $2 and ${UNNOTICED}` })

/** The moderation log of an organisation, or the whole one for staff, newest first. */
export async function listActions(
  ctx: Context & { actor: Known },
  input: ListActions,
): Promise<ModerationLog> {
  const { orgId } = await requireDesk(ctx)
  const { userId } = ctx.actor
  return orgId === undefined
    ? readFeed(ctx.app.sql.within({ sees: 'everything' }), everywhere, [userId], input)
    : readFeed(ctx.app.sql.within({ orgId }), ofOrg, [userId, orgId], input)
}
