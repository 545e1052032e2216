import type { MikroORM } from '@mikro-orm/postgresql'
import { SessionEntity } from '../../entities/index.ts'
import type { ListedSession, Sessions } from '../auth/sessions.ts'
import type { Clock } from '../lib/clock.ts'
import { hashOfSession } from './session-adapter.ts'
import { type Sql, statement } from './sql.ts'

const listed = statement<ListedSession>(`
  select public_id as id, device, ip, created_at, last_seen_at, id_hash = $2 as current
  from sessions where user_id = $1 and expires_at > $3
  order by current desc, created_at desc, public_id desc
  limit 500`)

/** What people see of their sessions and do to them. */
export const ownSessions = ({
  orm,
  sql,
  clock,
}: {
  orm: MikroORM
  sql: Sql
  clock: Clock
}): Pick<Sessions<unknown>, 'list' | 'endListed' | 'endOthers'> => {
  const remove = (where: object): Promise<number> =>
    orm.em.fork().nativeDelete(SessionEntity, { ...where, expiresAt: { $gt: clock.now() } })
  return {
    list: ({ userId, sessionId }) =>
      sql.all(listed, [userId, hashOfSession(sessionId), clock.now().toISOString()]),
    endListed: async (userId, listedId) => (await remove({ user: userId, publicId: listedId })) > 0,
    endOthers: ({ userId, sessionId }) => remove({ user: userId, idHash: { $ne: hashOfSession(sessionId) } }),
  }
}
