import pg from 'pg'

const HEARTBEAT_MS = 30_000
const LONGEST_PAUSE_MS = 30_000

/** Tells a listener about trouble and about what it may have missed. */
export interface Listener {
  onNotification(payload: string): void
  /** Called after each connection: what was announced before it was missed. */
  onConnect(): void
  onError(error: Error): void
}

/**
 * Listens on one channel over a connection of its own, and connects again for as long as it takes.
 * Rejects only when the first connection fails.
 */
export async function listen(
  options: pg.ClientConfig,
  channel: string,
  listener: Listener,
): Promise<{ close(): Promise<void> }> {
  let closed = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    // A pool hides its password from copies.
    const { password } = options
    const next = new pg.Client({ ...options, password, keepAlive: true, statement_timeout: 10_000 })
    let lost = false
    const lose = (error: Error): void => {
      if (lost) return
      lost = true
      discard(next)
      if (client !== next) return
      client = undefined
      listener.onError(error)
      reconnect(0)
    }
    next.on('error', lose)
    next.on('end', () => lose(new Error('the connection ended')))
    next.on('notification', ({ payload }) => payload && listener.onNotification(payload))
    try {
      await next.connect()
      await next.query(`listen ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      lose(error as Error)
      throw error
    }
    if (closed) return discard(next)
    client = next
    check(next, lose)
    listener.onConnect()
  }

  const reconnect = (attempt: number): void => {
    if (closed) return
    const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** attempt)
    timer = setTimeout(() => connect().catch(() => reconnect(attempt + 1)), pause)
  }

  /** A dead network shows only when something is asked. */
  const check = (current: pg.Client, lose: (error: Error) => void): void => {
    timer = setTimeout(() => {
      current.query('select 1').then(() => client === current && check(current, lose), lose)
    }, HEARTBEAT_MS)
  }

  await connect()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}

function discard(client: pg.Client): void {
  client.removeAllListeners()
  client.on('error', () => {})
  client.end().catch(() => {})
}
