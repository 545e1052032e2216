import { type Adapter, Lucia, TimeSpan } from 'lucia'
import type { Clock } from '../lib/clock.ts'
import type { Role } from './roles.ts'
import type { ListedSession, SessionRef, Sessions } from './sessions.ts'
import { signToken, tokenKey, tokenReader } from './tokens.ts'

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<{ lastSeenAt: string }, { username: string; role: Role; isShadowed: boolean }>
    DatabaseSessionAttributes: { device: string; ip: string; lastSeenAt?: string }
    DatabaseUserAttributes: { username: string; role: Role; isShadowed: boolean }
  }
}

/** Where Lucia keeps its sessions. */
export interface SessionStore<Tx> {
  /** Works in `tx` when given. */
  adapter(tx?: Tx): Adapter
  /** Notes that a session is in use, unless that was noted later than `before`. */
  touch(sessionId: string, before: Date): Promise<void>
  list(current: SessionRef): Promise<ListedSession[]>
  endListed(userId: string, listedId: string): Promise<boolean>
  endOthers(current: SessionRef): Promise<number>
}

export interface SessionOptions<Tx> {
  store: SessionStore<Tx>
  clock: Clock
  /** Signs the tokens. */
  secret: string
  ttlSeconds: number
}

/** How old the time a session was last seen may become before it is written anew. */
const TOUCH_AFTER_MS = 60_000

/** Sessions kept by Lucia behind JWTs: the token is checked first, then the session it names. */
export function storedSessions<Tx>({ store, clock, secret, ttlSeconds }: SessionOptions<Tx>): Sessions<Tx> {
  const key = tokenKey(secret)
  const readToken = tokenReader(key)
  const luciaOn = (adapter: Adapter) =>
    new Lucia(adapter, {
      sessionExpiresIn: new TimeSpan(ttlSeconds, 's'),
      getSessionAttributes: ({ lastSeenAt = '' }) => ({ lastSeenAt }),
      getUserAttributes: ({ username, role, isShadowed }) => ({ username, role, isShadowed }),
    })
  const lucia = luciaOn(store.adapter())
  const touching = new Set<string>()

  /** Off the path of the request, and by one request of this process at a time. */
  const touch = (sessionId: string, lastSeenAt: string) => {
    const before = new Date(clock.now().getTime() - TOUCH_AFTER_MS)
    if (new Date(lastSeenAt) > before || touching.has(sessionId)) return
    touching.add(sessionId)
    store
      .touch(sessionId, before)
      .catch(() => {})
      .finally(() => touching.delete(sessionId))
  }

  return {
    async open({ id, username, role }, { device, address }, tx) {
      const iat = Math.floor(clock.now().getTime() / 1000)
      const session = await luciaOn(store.adapter(tx)).createSession(id, { device, ip: address })
      const claims = { sub: id, username, role, iat, exp: iat + ttlSeconds, sid: session.id }
      return { token: signToken(claims, key), ttlSeconds }
    },

    async authenticate(token) {
      const claims = readToken(token, clock.now())
      if (!claims) return undefined
      const { session, user } = await lucia.validateSession(claims.sid)
      if (!session || user.id !== claims.sub) return undefined
      touch(session.id, session.lastSeenAt)
      const { id: userId, username, role, isShadowed } = user
      return { kind: 'session', userId, username, role, sessionId: session.id, isShadowed }
    },

    end: (sessionId) => lucia.invalidateSession(sessionId),
    endAll: (userId, tx) => luciaOn(store.adapter(tx)).invalidateUserSessions(userId),
    list: store.list,
    endListed: store.endListed,
    endOthers: store.endOthers,
    prune: () => lucia.deleteExpiredSessions(),
  }
}
