import fastify from 'fastify'
import pg from 'pg'
import { serve } from '../lib/child.ts'

/** As many connections as the server has by default. */
const POOL_SIZE = 20

/**
 * The least that counts a download and answers the count: one update of a row, prepared, and nothing around it. A
 * random row of some, or always the same one.
 */
await serve({
  bare: async () => {
    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: POOL_SIZE })
    const { rows } = await pool.query<{ version_id: string }>(
      'select version_id from version_totals order by md5(version_id::text) limit $1',
      [process.env.COUNTERS],
    )
    const ids = rows.map(({ version_id }) => version_id)
    const count = async (id: string | undefined) => {
      const result = await pool.query({
        name: 'count',
        text: 'update version_totals set downloads = downloads + 1 where version_id = $1 returning downloads',
        values: [id],
      })
      return result.rows[0]
    }
    const server = fastify()
    server.get('/random', () => count(ids[Math.floor(Math.random() * ids.length)]))
    server.get('/hot', () => count(ids[0]))
    return { server, close: () => server.close().then(() => pool.end()) }
  },
})
