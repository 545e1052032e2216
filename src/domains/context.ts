import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import type { Actor } from '../auth/actor.ts'
import type { Sessions } from '../auth/sessions.ts'
import type { Sql } from '../database/sql.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { SpooledFile } from '../lib/spool.ts'
import type { Mail } from '../ports/mail/mail.ts'
import type { Storage } from '../ports/storage/storage.ts'
import type { DownloadCounter } from './downloads/index.ts'
import type { DomainError } from './errors.ts'

/** What the running server offers to every domain. Chosen in one place: `src/app.ts`. */
export interface Services {
  orm: MikroORM
  sql: Sql
  storage: Storage
  mail: Mail
  jobs: Jobs
  sessions: Sessions<Tx>
  downloads: DownloadCounter
  clock: Clock
  log: Log
  settings: Settings
}

/** The values of the configuration that behaviour depends on. */
export interface Settings {
  publicUrl: string
  binaryMaxBytes: number
  /** Where uploads wait until they are stored. */
  spoolDirectory: string
  cookie: { domain?: string; secure: boolean }
}

/** One call: who makes it, from where, and what it may use. */
export interface Context {
  app: Services
  actor: Actor
  /** A credential that was sent and is not good: every guard throws it. */
  refusal?: DomainError
  requestId: string
  log: Log
  client: { address: string; device: string }
  /** Only asks what an answer would look like (HTTP HEAD): nothing may be counted. */
  peek: boolean
  /** Its signal is aborted when nobody waits for the answer any more. */
  deadline: { readonly signal: AbortSignal }
  /** Where a sign-in leaves its token with the caller, besides the answer. */
  credential: CredentialSink
  /** The multipart body of an upload, not yet read. */
  form?: UploadForm
}

export interface CredentialSink {
  remember(token: string, ttlSeconds: number): void
  forget(): void
}

export interface UploadForm {
  /**
   * Reads the whole form, fields in any order, its one file streamed to a temporary file.
   * The caller must `discard()` the file. Throws 422 for what does not fit the form.
   */
  read(limits: { file: string; fields: readonly string[]; maxBytes: number }): Promise<ReadForm>
}

export interface ReadForm {
  fields: Record<string, string>
  file: UploadedFile
}

export interface UploadedFile {
  fileName: string
  declaredType: string
  spooled: SpooledFile
}

/** A transaction: what is written through it is written together or not at all. */
export type Tx = EntityManager

/** Runs `work` in one transaction; commits when it resolves, rolls back when it throws. */
export const transaction = <T>(
  ctx: { app: Pick<Services, 'orm'> },
  work: (tx: Tx) => Promise<T>,
): Promise<T> => ctx.app.orm.em.fork().transactional((tx) => work(tx as Tx))
