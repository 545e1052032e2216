import { connect, poolOf } from '../../src/database/orm.ts'
import { createPool } from '../../src/database/pool.ts'
import { createSql } from '../../src/database/sql.ts'
import type { Services } from '../../src/domains/context.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createListingSearch } from '../../src/ports/listing-search/index.ts'
import { createSearch } from '../../src/ports/search/index.ts'
import { rounded } from './statistics.ts'

/** Builds a search index in PostgreSQL as its job does, and says how many milliseconds that took. */
export async function rebuildIndex(url: string, rebuild: (app: Services) => Promise<void>): Promise<number> {
  const orm = await connect({ url, poolSize: 4 })
  const pool = createPool(url, 2)
  const log = { info: () => {}, warn: () => {} }
  try {
    const engine = { kind: 'postgres', writing: pool, reading: pool } as const
    const app = {
      orm,
      sql: createSql(await poolOf(orm)),
      search: await createSearch(engine, log),
      listingSearch: await createListingSearch(engine, log),
      clock: systemClock,
      log,
    }
    const started = performance.now()
    await rebuild(app as unknown as Services)
    return rounded(performance.now() - started)
  } finally {
    await pool.end()
    await orm.close()
  }
}
