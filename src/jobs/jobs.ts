import type { EntityManager } from '@mikro-orm/postgresql'
import type { JobKind, JobPayloads } from './kinds.ts'

export { createJobs } from './create-jobs.ts'

/** Work that is done after the answer, at least once: every handler may run twice for one cause. */
export interface Jobs {
  /**
   * Writes a job in the caller's transaction: rolled back with it, never lost after it.
   * False when a job with this `singletonKey` is there already.
   */
  enqueue<K extends JobKind>(
    tx: EntityManager,
    kind: K,
    payload: JobPayloads[K],
    options?: EnqueueOptions,
  ): Promise<boolean>
  /** Says who does a kind of job. Before `start()`. */
  work<K extends JobKind>(kind: K, handler: JobHandler<K>, options?: WorkOptions): void
  /** Begins to work jobs off. Enqueueing needs no start. */
  start(): Promise<void>
  /** Takes no new jobs and lets running ones finish; what does not finish in time is run again later. */
  stop(options?: StopOptions): Promise<void>
  /** For tests: does everything that is due, one after the other, and what that enqueues; no waiting. */
  runPending(options?: RunPendingOptions): Promise<JobCount>
}

export interface EnqueueOptions {
  startAfter?: Date
  /** The cause of the job: one kind runs at most once for one key. */
  singletonKey?: string
}

export interface WorkOptions {
  /** How many of this kind one process does at a time. Default 1. */
  concurrency?: number
  /** One run does for all that wait: for jobs that say "look for work" and not what work. */
  merge?: boolean
  /** Runs by itself once in so many seconds, whatever the number of processes. */
  everySeconds?: number
}

export interface StopOptions {
  graceful?: boolean
  timeoutMs?: number
}

export interface RunPendingOptions {
  /** Also what waits for a later time or for the pause before its next try; that once. */
  early?: boolean
}

export interface JobCount {
  ran: number
  failed: number
}

export interface Job<K extends JobKind> {
  id: string
  payload: JobPayloads[K]
  /** 1 for the first try. */
  attempt: number
  /** Aborted when the job takes too long or the server has to go. */
  signal: AbortSignal
}

/** Throws to be tried again after a pause; an error with `permanent: true` is not tried again. */
export type JobHandler<K extends JobKind> = (job: Job<K>) => Promise<void>
