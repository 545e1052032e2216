import { newId } from '../../../entities/index.ts'
import type { KeyHolder } from '../../auth/actor.ts'
import { type Sql, statement } from '../../database/sql.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'

/** A call as the log shows it. */
export interface KeyCall {
  /** The procedure, like `plugins.create`. */
  action: string
  /** The path, without its query. */
  resource: string
  statusCode: number
}

/** Records every call made with a key, in the background and in batches. */
export interface KeyUsage {
  record(key: KeyHolder, call: KeyCall): void
  /** False while so much waits to be written that no further call can be recorded. */
  hasRoom(): boolean
  /** Writes what was recorded until now; rejects when it cannot be written. */
  flush(): Promise<void>
  /** Writes what waits, as far as the database takes it. */
  close(): Promise<void>
}

interface Row {
  id: string
  api_key_id: string
  user_id: string
  org_id: string
  action: string
  resource: string
  status_code: number
  created_at: string
}

const PAUSE_MS = 250
const RETRY_MS = 1000
const MAX_BATCH = 2000
const MAX_WAITING = 20_000
const MAX_RESOURCE = 500

const recordBatch = statement<{ record_api_key_usage: string }>(
  'select record_api_key_usage($1::jsonb)::text',
)

/** A log that writes in groups: a call costs a row of a batch, never a statement, and is kept until it is written. */
export function createKeyUsage(
  { sql, clock, log }: { sql: Sql; clock: Clock; log: Log },
  maxWaiting = MAX_WAITING,
): KeyUsage {
  let waiting: Row[] = []
  let writing = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  /** What the database will never take must not hold up what comes after it. */
  const unlessImpossible = (error: { code?: string }) => {
    if (!/^2[23]/.test(error.code ?? '')) throw error
    log.error({ err: error }, 'a batch of the usage log of API keys was refused')
  }

  const schedule = (ms: number) => {
    if (isClosed) return
    timer ??= setTimeout(() => {
      timer = undefined
      flush().catch((error) => {
        log.error({ err: error, waiting: waiting.length }, 'the usage log of API keys cannot be written')
        schedule(RETRY_MS)
      })
    }, ms)
  }

  /** What waits now: what comes meanwhile is for the next time, so that a busy key does not make small batches. */
  async function write(): Promise<void> {
    for (let left = waiting.length; left > 0; ) {
      const batch = waiting.slice(0, Math.min(left, MAX_BATCH))
      await sql.all(recordBatch, [JSON.stringify(batch)]).catch(unlessImpossible)
      waiting = waiting.slice(batch.length)
      left -= batch.length
    }
  }

  /** One after the other. */
  function flush(): Promise<void> {
    const written = writing.then(write)
    writing = written.catch(() => {})
    return written
  }

  return {
    record({ keyId, userId, orgId }, { action, resource, statusCode }) {
      waiting.push({
        id: newId(),
        api_key_id: keyId,
        user_id: userId,
        org_id: orgId,
        action,
        resource: resource.slice(0, MAX_RESOURCE),
        status_code: statusCode,
        created_at: clock.now().toISOString(),
      })
      schedule(PAUSE_MS)
    },
    hasRoom: () => waiting.length < maxWaiting,
    flush,
    async close() {
      isClosed = true
      clearTimeout(timer)
      await flush().catch((error) =>
        log.error({ err: error, lost: waiting.length }, 'the usage log of API keys was cut off'),
      )
    },
  }
}
