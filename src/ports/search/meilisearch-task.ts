import { setTimeout as pause } from 'node:timers/promises'
import type { EnqueuedTask, Meilisearch, Task } from 'meilisearch'

/** How soon (ms) a task is asked about; each further pause is twice as long, up to the last. */
const [FIRST, LONGEST] = [5, 250]
/** How long (ms) a task may take before it is given up: it waits for all that were enqueued before it. */
const PATIENCE = 120_000

/** Waits until Meilisearch has done what it was asked for. Rejects when that failed, or takes two minutes. */
export async function done(client: Meilisearch, enqueued: Promise<EnqueuedTask>): Promise<Task> {
  const { taskUid, type } = await enqueued
  const deadline = performance.now() + PATIENCE
  for (let ms = FIRST; ; ms = Math.min(ms * 2, LONGEST)) {
    const task = await client.tasks.getTask(taskUid)
    if (task.status === 'succeeded') return task
    if (task.status === 'failed' || task.status === 'canceled') {
      throw new MeilisearchTaskError(type, task.error?.code ?? task.status, task.error?.message)
    }
    if (performance.now() > deadline) throw new MeilisearchTaskError(type, 'timeout')
    await pause(ms)
  }
}

export class MeilisearchTaskError extends Error {
  readonly code: string

  constructor(type: string, code: string, message = '') {
    super(`Meilisearch did not do ${type}: ${code} ${message}`.trim())
    this.name = 'MeilisearchTaskError'
    this.code = code
  }
}
