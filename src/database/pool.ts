import pg from 'pg'

/** A few connections for one purpose, apart from those that serve requests. Errors of idle ones are not fatal. */
export function createPool(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: size, application_name: 'gourd' })
  pool.on('error', () => {})
  return pool
}
