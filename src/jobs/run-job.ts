import type { JobResult, JobWithMetadata } from 'pg-boss'
import type { Log } from '../lib/log.ts'
import type { JobHandler } from './jobs.ts'
import type { JobKind, JobPayloads } from './kinds.ts'

/** Runs one job and says what became of it; a failure is logged and never thrown. */
export async function runJob<K extends JobKind>(
  job: JobWithMetadata<JobPayloads[K]>,
  handler: JobHandler<K>,
  log: Log,
): Promise<JobResult> {
  const { id, name: kind, data: payload, signal } = job
  const attempt = job.retryCount + 1
  const facts = { job: id, kind, attempt }
  const reportAbort = () => log.warn(facts, 'job given up: it took too long or the server stops')
  signal.addEventListener('abort', reportAbort, { once: true })
  try {
    await handler({ id, payload, attempt, signal })
    return { id, status: 'completed' }
  } catch (error) {
    return fail(job, error, (message, isFinal) =>
      isFinal ? log.error({ ...facts, err: error }, message) : log.warn({ ...facts, err: error }, message),
    )
  } finally {
    signal.removeEventListener('abort', reportAbort)
  }
}

/**
 * Runs one of several jobs for all of them: the one that was tried most often. When it fails it is the one
 * that is tried again, unless it has no tries left.
 */
export async function runMerged<K extends JobKind>(
  jobs: JobWithMetadata<JobPayloads[K]>[],
  handler: JobHandler<K>,
  log: Log,
): Promise<JobResult[]> {
  const [eldest, ...others] = jobs.toSorted((a, b) => b.retryCount - a.retryCount)
  if (!eldest) return []
  const result = await runJob(eldest, handler, log)
  const isTriedAgain = result.status === 'failed' && eldest.retryCount < eldest.retryLimit
  const status = result.status === 'completed' || isTriedAgain ? 'completed' : 'failed'
  return [result, ...others.map(({ id }) => ({ id, status }) as const)]
}

function fail(
  { id, retryCount, retryLimit }: JobWithMetadata,
  error: unknown,
  report: (message: string, isFinal: boolean) => void,
): JobResult {
  const output =
    error instanceof Error ? { name: error.name, message: error.message } : { message: String(error) }
  if (isPermanent(error)) {
    report('job failed, and trying again would not help', true)
    return { id, status: 'deadletter', output }
  }
  const isFinal = retryCount >= retryLimit
  report(isFinal ? 'job failed for good' : 'job failed and will be tried again', isFinal)
  return { id, status: 'failed', output }
}

const isPermanent = (error: unknown): boolean => (error as { permanent?: unknown } | null)?.permanent === true
