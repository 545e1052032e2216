import type { MailOrder } from '../domains/mail/index.ts'

/** Every kind of job with what it needs to know: ids and small values, never secrets. */
export interface JobPayloads {
  'send-mail': MailOrder
  'request-reset': { email: string }
  'dispatch-events': Record<string, never>
  'prune-events': Record<string, never>
  'prune-sessions': Record<string, never>
  'prune-mail-tokens': Record<string, never>
  'prune-notifications': Record<string, never>
  'prune-deliveries': Record<string, never>
  'release-stale-claims': Record<string, never>
  'moderate-listing': { listingId: string; orgId: string }
  'scan-file': { fileId: string; orgId: string }
  'tend-quarantine': Record<string, never>
  'delete-object': { storageKey: string }
  'delete-unused-icon': { pluginId: string; storageKey: string }
  'refresh-pumpkin-versions': Record<string, never>
  'index-plugins': Record<string, never>
  'index-listings': Record<string, never>
  'rebuild-search': Record<string, never>
  'rebuild-listing-search': Record<string, never>
  'tend-search': Record<string, never>
  'fold-live-counts': Record<string, never>
}

/** Where the payload of a job that failed for good is kept. */
export const DEAD_LETTERS = 'failed-jobs'

export type JobKind = keyof JobPayloads

/** How a kind is tried again and how long its traces are kept. Times in seconds. */
export interface JobPolicy {
  /** Tries after the first one. */
  retryLimit: number
  /** The first pause; each further one is about twice as long. */
  retryDelay: number
  retryDelayMax: number
  /** A handler that takes longer is given up and tried again. */
  expireInSeconds: number
  /** How long a job that ran is remembered: as long, its `singletonKey` is taken. */
  keepSeconds: number
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What runs by itself and loses nothing when it is missed once. */
const housekeeping: JobPolicy = {
  retryLimit: 3,
  retryDelay: MINUTE,
  retryDelayMax: HOUR,
  expireInSeconds: 10 * MINUTE,
  keepSeconds: 7 * DAY,
}

/** What is gone from the database goes from the storage too, whenever that is there again. */
const cleaning: JobPolicy = {
  retryLimit: 20,
  retryDelay: 10,
  retryDelayMax: 6 * HOUR,
  expireInSeconds: 2 * MINUTE,
  keepSeconds: HOUR,
}

/** Brings an index up to date. */
const indexing: JobPolicy = {
  retryLimit: 20,
  retryDelay: 1,
  retryDelayMax: 5 * MINUTE,
  expireInSeconds: 10 * MINUTE,
  keepSeconds: HOUR,
}

/** Builds an index anew. */
const rebuilding: JobPolicy = {
  retryLimit: 20,
  retryDelay: 5,
  retryDelayMax: 5 * MINUTE,
  expireInSeconds: 2 * HOUR,
  keepSeconds: DAY,
}

/** The explicit list of queues. A kind that is not here cannot be enqueued. */
export const jobPolicies: Record<JobKind, JobPolicy> = {
  'send-mail': {
    retryLimit: 10,
    retryDelay: 10,
    retryDelayMax: 6 * HOUR,
    expireInSeconds: 2 * MINUTE,
    keepSeconds: 7 * DAY,
  },
  'request-reset': {
    retryLimit: 5,
    retryDelay: 5,
    retryDelayMax: 5 * MINUTE,
    expireInSeconds: MINUTE,
    keepSeconds: HOUR,
  },
  'dispatch-events': {
    retryLimit: 20,
    retryDelay: 1,
    retryDelayMax: 5 * MINUTE,
    expireInSeconds: 10 * MINUTE,
    keepSeconds: HOUR,
  },
  'moderate-listing': {
    retryLimit: 10,
    retryDelay: 5,
    retryDelayMax: HOUR,
    expireInSeconds: MINUTE,
    keepSeconds: DAY,
  },
  // Eight tries over two hours (`SCAN_TRIES`); then the staff are asked.
  'scan-file': {
    retryLimit: 7,
    retryDelay: MINUTE,
    retryDelayMax: 2 * HOUR,
    expireInSeconds: 5 * MINUTE,
    keepSeconds: DAY,
  },
  'tend-quarantine': housekeeping,
  'prune-events': housekeeping,
  'prune-sessions': housekeeping,
  'prune-mail-tokens': housekeeping,
  'prune-notifications': housekeeping,
  'prune-deliveries': housekeeping,
  'release-stale-claims': housekeeping,
  'delete-object': cleaning,
  'delete-unused-icon': cleaning,
  'refresh-pumpkin-versions': housekeeping,
  'index-plugins': indexing,
  'index-listings': indexing,
  'rebuild-search': rebuilding,
  'rebuild-listing-search': rebuilding,
  'tend-search': housekeeping,
  'fold-live-counts': housekeeping,
}
