import { enter } from '../../database/tenancy.ts'
import type { Services, Tx } from '../context.ts'
import { emit } from '../events/index.ts'

type App = Pick<Services, 'clock' | 'jobs'>

const STARS = [1, 2, 3, 4, 5]

/** Reviews that others do not see do not count either; their totals are locked in one order. */
const recount = (sign: '+' | '-') => `
  update plugin_totals t set ${STARS.map((n) => `star_${n} = t.star_${n} ${sign} c.star_${n}`).join(', ')}
  from (
    select locked.plugin_id, ${STARS.map((n) => `count(*) filter (where r.rating = ${n}) as star_${n}`).join(', ')}
    from (select plugin_id from plugin_totals where plugin_id in (
      select plugin_id from reviews where author_id = ? and not is_hidden
    ) order by plugin_id for no key update) locked
      join reviews r on r.plugin_id = locked.plugin_id and r.author_id = ? and not r.is_hidden
    group by locked.plugin_id
  ) c where t.plugin_id = c.plugin_id`

const OWN = (table: string, author: string) => `update ${table} set only_for = ?::uuid where ${author} = ?`
const LOCK_REVIEWS = 'select id from reviews where author_id = ? order by id for no key update'
const ORGS = `
  select org_id from listings where seller_id = ? union select org_id from files where uploader_id = ?`
const SOMEWHERE = `
  update users u set is_shadowed = exists (
    select from restrictions r where r.user_id = u.id and r.kind = 'shadow_ban'
  ) where u.id = ?`

/**
 * Hides what somebody publishes from everybody else, in one organisation or everywhere; or shows it again. What they
 * publish from now on takes it from their row, by a trigger. The transaction sees everything, and their restrictions
 * are written.
 */
export async function shadow(
  tx: Tx,
  { app }: { app: App },
  { userId, username, orgId }: { userId: string; username: string; orgId: string | undefined },
  isHidden: boolean,
): Promise<void> {
  await tx.execute(SOMEWHERE, [userId])
  // Whoever indexes what they publish follows.
  await emit(tx, { app }, { type: 'user.updated', data: { userId, username } })
  if (orgId !== undefined) return shadowIn(tx, orgId, userId, isHidden)
  const shadowedAt = isHidden ? app.clock.now() : null
  const onlyFor = isHidden ? userId : null
  await tx.execute('update users set shadowed_at = ? where id = ?', [shadowedAt, userId])
  for (const { org_id } of await tx.execute<{ org_id: string }[]>(ORGS, [userId, userId])) {
    await enter(tx, { orgId: org_id })
    await shadowIn(tx, org_id, userId, isHidden)
  }
  await tx.execute(OWN('plugins', 'author_id'), [onlyFor, userId])
  await tx.execute(LOCK_REVIEWS, [userId])
  await tx.execute(OWN('reviews', 'author_id'), [onlyFor, userId])
  // Last: everybody who reviews or downloads these plugins waits for their totals.
  await tx.execute(recount(isHidden ? '-' : '+'), [userId, userId])
}

const HELD = `
  exists (select from users u where u.id = ? and u.shadowed_at is not null) or exists (
    select from restrictions r where r.user_id = ? and r.kind = 'shadow_ban' and r.org_id = ?)`

/** In the organisation that the transaction has entered; what another measure hides stays hidden. */
async function shadowIn(tx: Tx, orgId: string, userId: string, isHidden: boolean): Promise<void> {
  const held = isHidden || (await isHeld(tx, orgId, userId))
  for (const [table, author] of [
    ['listings', 'seller_id'],
    ['files', 'uploader_id'],
  ]) {
    await tx.execute(`update ${table} set only_for = ?::uuid where ${author} = ? and org_id = ?`, [
      held ? userId : null,
      userId,
      orgId,
    ])
  }
}

async function isHeld(tx: Tx, orgId: string, userId: string): Promise<boolean> {
  const [row] = await tx.execute<{ held: boolean }[]>(`select ${HELD} as held`, [userId, userId, orgId])
  return row?.held === true
}
