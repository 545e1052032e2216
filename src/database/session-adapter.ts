import { createHash } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia'
import { newId, SessionEntity } from '../../entities/index.ts'
import type { Role } from '../auth/roles.ts'
import type { Clock } from '../lib/clock.ts'
import { type Batched, statement } from './sql.ts'

interface SessionRow {
  user_id: string
  device: string
  ip: string
  last_seen_at: string
  expires_at: string
  username: string
  role: Role
  is_shadowed: boolean
}

/** The one statement that every signed-in request costs. */
const liveSession = statement<SessionRow>(`
  select s.user_id, s.device, s.ip, s.last_seen_at, s.expires_at, u.username, u.role, u.is_shadowed
  from sessions s join users u on u.id = s.user_id
  where s.id_hash = $1 and s.expires_at > $2 and u.is_active
    and coalesce(u.blocked_until <= $2, true)`)

/** What is stored of a session's id: whoever reads the table cannot become anybody. */
export const hashOfSession = (id: string): string => createHash('sha256').update(id).digest('hex')

/** Lucia's sessions in our table. */
export function sessionAdapter(em: EntityManager, sql: Batched, clock: Clock): Adapter {
  // Lucia reads the machine's clock, the house its own: what passes between them is the distance from now.
  const toLucia = (time: Date | string) => shift(time, Date.now() - clock.now().getTime())
  const fromLucia = (time: Date) => shift(time, clock.now().getTime() - Date.now())

  return {
    async getSessionAndUser(id): Promise<[DatabaseSession | null, DatabaseUser | null]> {
      const row = await sql.batched(liveSession, [hashOfSession(id), clock.now().toISOString()])
      if (!row) return [null, null]
      const {
        user_id: userId,
        username,
        role,
        is_shadowed: isShadowed,
        device,
        ip,
        last_seen_at: lastSeenAt,
      } = row
      return [
        { id, userId, expiresAt: toLucia(row.expires_at), attributes: { device, ip, lastSeenAt } },
        { id: userId, attributes: { username, role, isShadowed } },
      ]
    },

    async getUserSessions(userId) {
      const rows = await em.fork().find(SessionEntity, { user: userId }, { orderBy: { createdAt: 'desc' } })
      return rows.map(({ idHash, expiresAt, device, ip, lastSeenAt }) => ({
        id: idHash,
        userId,
        expiresAt: toLucia(expiresAt),
        attributes: { device, ip, lastSeenAt: lastSeenAt.toISOString() },
      }))
    },

    async setSession({ id, userId, expiresAt, attributes: { device, ip } }) {
      const now = clock.now()
      await em.insert(SessionEntity, {
        idHash: hashOfSession(id),
        publicId: newId(),
        user: userId,
        device,
        ip,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: fromLucia(expiresAt),
      })
    },

    // A session ends with its token, which cannot be renewed.
    async updateSessionExpiration() {},

    async deleteSession(id) {
      await em.nativeDelete(SessionEntity, { idHash: hashOfSession(id) })
    },

    async deleteUserSessions(userId) {
      await em.nativeDelete(SessionEntity, { user: userId })
    },

    async deleteExpiredSessions() {
      await em.nativeDelete(SessionEntity, { expiresAt: { $lte: clock.now() } })
    },
  }
}

const shift = (time: Date | string, byMs: number): Date => new Date(new Date(time).getTime() + byMs)
