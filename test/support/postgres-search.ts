import pg from 'pg'
import { createPostgresSearch } from '../../src/ports/search/postgres.ts'
import { createTestDatabase } from './database.ts'

/** The search in PostgreSQL, on a database of its own. */
export const inPostgres = () => onPostgres(createPostgresSearch)

/** An engine on a database of its own. */
export async function onPostgres<Engine>(create: (pool: pg.Pool) => Engine) {
  const database = await createTestDatabase()
  const pool = new pg.Pool({ connectionString: database.applicationUrl, max: 4, options: '-c timezone=UTC' })
  return {
    search: create(pool),
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}
