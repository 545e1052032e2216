import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { SessionEntity } from '../../entities/index.ts'
import type { Sessions } from '../auth/sessions.ts'
import { storedSessions } from '../auth/stored-sessions.ts'
import type { Clock } from '../lib/clock.ts'
import { ownSessions } from './own-sessions.ts'
import { hashOfSession, sessionAdapter } from './session-adapter.ts'
import type { Batched, Sql } from './sql.ts'

export interface SessionOptions {
  orm: MikroORM
  sql: Sql & Batched
  clock: Clock
  /** Signs the tokens. */
  secret: string
  ttlSeconds: number
}

/** Sessions stored in PostgreSQL; any number of servers with one secret share them. */
export const createSessions = ({
  orm,
  sql,
  clock,
  secret,
  ttlSeconds,
}: SessionOptions): Sessions<EntityManager> =>
  storedSessions({
    clock,
    secret,
    ttlSeconds,
    store: {
      ...ownSessions({ orm, sql, clock }),
      adapter: (tx) => sessionAdapter(tx ?? orm.em.fork(), sql, clock),
      async touch(sessionId, before) {
        const unseen = { idHash: hashOfSession(sessionId), lastSeenAt: { $lte: before } }
        await orm.em.fork().nativeUpdate(SessionEntity, unseen, { lastSeenAt: clock.now() })
      },
    },
  })
