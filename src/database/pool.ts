import pg from 'pg'

/**
 * A few connections for one purpose, apart from those that serve requests, with settings of their own. Errors of idle ones
 * are not fatal.
 */
export function createPool(url: string, size: number, settings: Record<string, string> = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSettings(url, settings),
    max: size,
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
