import { createPool } from '../../src/database/pool.ts'
import { type Pools, READING } from '../../src/ports/search/index.ts'
import { createPostgresSearch } from '../../src/ports/search/postgres.ts'
import { createTestDatabase } from './database.ts'

/** The search in PostgreSQL, on a database of its own. */
export const inPostgres = () => onPostgres(createPostgresSearch)

/** An engine on a database of its own. */
export async function onPostgres<Engine>(create: (pools: Pools) => Engine) {
  const database = await createTestDatabase()
  const writing = createPool(database.applicationUrl, 4, { timezone: 'UTC' })
  const reading = createPool(database.applicationUrl, 4, READING)
  return {
    search: create({ writing, reading }),
    async close() {
      await Promise.all([writing.end(), reading.end()])
      await database.drop()
    },
  }
}
