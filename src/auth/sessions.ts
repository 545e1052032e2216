import type { SignedIn } from './actor.ts'
import type { Role } from './roles.ts'

/** A session as it was just opened: the token to hand out and how long it is good for. */
export interface OpenedSession {
  token: string
  ttlSeconds: number
}

/** Stored sessions behind signed tokens. `Tx` is a transaction of the database they are in. */
export interface Sessions<Tx> {
  /** Opens a session for a user and signs its token; with `tx` it becomes real with that transaction. */
  open(user: SessionUser, client: Client, tx?: Tx): Promise<OpenedSession>
  /**
   * Who a token stands for, by what the database says now; undefined when it is malformed, forged or expired, its
   * session has ended or its user is deactivated. Costs one statement.
   */
  authenticate(token: string): Promise<SignedIn | undefined>
  /** Ends one session; ending it twice is nothing. */
  end(sessionId: string): Promise<void>
  /** Ends every session of a user; with `tx` together with the change that is the cause. */
  endAll(userId: string, tx?: Tx): Promise<void>
  /** The live sessions of a user, the current one first, then the newest; at most 500. */
  list(current: SessionRef): Promise<ListedSession[]>
  /** Ends one session of a user by the id that `list` shows; false when they have no such live session. */
  endListed(userId: string, listedId: string): Promise<boolean>
  /** Ends every session of a user but the current one, and says how many. */
  endOthers(current: SessionRef): Promise<number>
  /** Forgets sessions that have expired. */
  prune(): Promise<void>
}

/** A session and whose it is. */
export interface SessionRef {
  userId: string
  sessionId: string
}

/** A session as its owner sees it; its id is for naming it and opens nothing. Times are ISO 8601. */
export interface ListedSession {
  id: string
  device: string
  ip: string
  created_at: string
  last_seen_at: string
  current: boolean
}

export interface SessionUser {
  id: string
  username: string
  role: Role
}

export interface Client {
  address: string
  device: string
}
