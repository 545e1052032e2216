import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import type { Actor } from '../auth/actor.ts'
import type { ApiKeys } from '../auth/api-keys.ts'
import type { MailTokens } from '../auth/mail-tokens.ts'
import type { OAuth } from '../auth/oauth/oauth.ts'
import type { Sessions } from '../auth/sessions.ts'
import type { Sql } from '../database/sql.ts'
import { enter, type Tenant, tenantOf } from '../database/tenancy.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { SpooledFile } from '../lib/spool.ts'
import type { ListingSearch } from '../ports/listing-search/listing-search.ts'
import type { Mail } from '../ports/mail/mail.ts'
import type { Moderator } from '../ports/moderator/moderator.ts'
import type { Payments } from '../ports/payments/payments.ts'
import type { RateLimiter } from '../ports/rate-limit/rate-limit.ts'
import type { Scanner } from '../ports/scanner/scanner.ts'
import type { Search } from '../ports/search/search.ts'
import type { Storage } from '../ports/storage/storage.ts'
import type { WebhookSender } from '../ports/webhook-sender/webhook-sender.ts'
import type { KeyUsage } from './api-keys/index.ts'
import type { DownloadCounter } from './downloads/index.ts'
import type { DomainError } from './errors.ts'
import type { PumpkinFeed } from './pumpkin-versions/index.ts'
import type { Deliveries, WebhookSecrets } from './webhooks/index.ts'

/** What the running server offers to every domain. Chosen in one place: `src/app.ts`. */
export interface Services {
  orm: MikroORM
  sql: Sql
  storage: Storage
  mail: Mail
  /** Decides about listings. */
  moderator: Moderator
  payments: Payments
  jobs: Jobs
  sessions: Sessions<Tx>
  mailTokens: MailTokens
  oauth: OAuth
  apiKeys: ApiKeys
  keyUsage: KeyUsage
  downloads: DownloadCounter
  pumpkinFeed: PumpkinFeed
  rateLimiter: RateLimiter
  /** Looks for malware in uploaded files. */
  scanner: Scanner
  search: Search
  listingSearch: ListingSearch
  webhookSender: WebhookSender
  webhookSecrets: WebhookSecrets
  deliveries: Deliveries
  clock: Clock
  log: Log
  settings: Settings
}

/** The values of the configuration that behaviour depends on. */
export interface Settings {
  publicUrl: string
  /** Where people are sent: the origin of the front end, without a slash at its end. */
  frontEndUrl: string
  /** Mails are files here, so their links are shown where the developer looks. */
  logMailLinks: boolean
  /** How many calls a key makes in a minute when neither it nor its organisation says so. */
  platformRateLimitPerMinute: number
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
  /** `X-Org-Id` as it was sent: the organisation a session wants to work in. */
  orgHeader?: string
  /** Only asks what an answer would look like (HTTP HEAD): nothing may be counted. */
  peek: boolean
  /** Its signal is aborted when nobody waits for the answer any more. */
  deadline: { readonly signal: AbortSignal }
  /** Where a sign-in leaves its token with the caller, besides the answer. */
  credential: CredentialSink
  /** What the answer carries besides its body. */
  answer: AnswerSink
  /** What the caller's browser keeps for us until its next request. */
  tickets: TicketStore
  /** The multipart body of an upload, not yet read. */
  form?: UploadForm
}

export interface AnswerSink {
  setHeader(name: string, value: string): void
  /** Another success status than 200, for a procedure whose `rest.statuses` lists it; REST only. */
  setStatus(status: number): void
}

export interface CredentialSink {
  remember(token: string, ttlSeconds: number): void
  forget(): void
}

/** Short texts that a browser keeps out of reach of scripts and sends back. Anybody may have written what comes back. */
export interface TicketStore {
  /** Oldest first. */
  names(): string[]
  read(name: string): string | undefined
  put(name: string, value: string, ttlSeconds: number): void
  drop(name: string): void
}

/** What a form may hold. */
export interface FormLimits {
  /** The name of its one file. */
  file: string
  fields: readonly string[]
  maxBytes: number
  /** The code for what does not fit, where the source says 400 instead of 422. */
  invalid?: 'bad_request'
  /** The code for a file that is too large, where it is not that for what does not fit. */
  tooLarge?: 'payload_too_large'
}

export interface UploadForm {
  /**
   * Reads the whole form, fields in any order, its one file streamed to a temporary file.
   * The caller must `discard()` the file. Throws 422 (or `invalid`) for what does not fit the form.
   */
  read(limits: FormLimits): Promise<ReadForm>
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

/**
 * Runs `work` in one transaction; commits when it resolves, rolls back when it throws. It sees the tenants' rows that
 * the actor opens, and those of `tenant`: an organisation that the actor was found to be a member of.
 */
export const transaction = <T>(
  ctx: { app: Pick<Services, 'orm'>; actor?: Actor | { kind: 'system' } },
  work: (tx: Tx) => Promise<T>,
  tenant: Tenant = {},
): Promise<T> =>
  ctx.app.orm.em.fork().transactional(async (tx) => {
    await enter(tx as Tx, { ...tenantOf(ctx.actor), ...tenant })
    return work(tx as Tx)
  })
