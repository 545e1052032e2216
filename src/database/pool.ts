import pg from 'pg'

/** To open one costs more than most of what is asked over it. */
const IDLE_MS = 300_000
/** Nobody waits longer for a connection. */
export const WAIT_MS = 10_000
/** What the request's time limit cuts off must not go on in the database. */
export const STATEMENT_TIMEOUT_MS = 35_000

/**
 * A few connections for one purpose, apart from those that serve requests, with settings of their own. Errors of idle ones
 * are not fatal; who waits for one for longer than ten seconds gets an error.
 */
export function createPool(url: string, size: number, settings: Record<string, string> = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSettings(url, settings),
    max: size,
    idleTimeoutMillis: IDLE_MS,
    connectionTimeoutMillis: WAIT_MS,
    application_name: 'gourd',
  })
  pool.on('error', () => {})
  return pool
}

/** The options of the URL win over those of the pool, so that is where they go. */
function withSettings(url: string, settings: Record<string, string>): string {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  if (options.length === 0) return url
  const changed = new URL(url)
  changed.searchParams.set('options', [...changed.searchParams.getAll('options'), ...options].join(' '))
  return changed.href
}
