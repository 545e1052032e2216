import { randomUUID } from 'node:crypto'
import fastify from 'fastify'
import pg from 'pg'
import { z } from 'zod'
import { serve } from '../lib/child.ts'

const Listing = z.object({
  orgId: z.guid(),
  personaId: z.guid(),
  title: z.string().min(3).max(120),
  summary: z.string().max(280),
  license: z.enum(['cc_by', 'cc_by_sa', 'cc_by_nc', 'cc_by_nd', 'commercial', 'proprietary']),
})

/** The least that creates a listing: a schema and one prepared statement. */
await serve({
  bare: async () => {
    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })
    const server = fastify()
    server.post('/', async (request, reply) => {
      const { orgId, personaId, title, summary, license } = Listing.parse(request.body)
      const { rows } = await pool.query({
        name: 'insert',
        text: `
          insert into listings (id, org_id, persona_id, seller_id, slug, title, summary, license, price_usd_micros,
            status, tags, published_at, created_at, updated_at)
          select $1::uuid, org_id, id, created_by, $1::uuid::text, $4, $5, $6, 0, 'published', '{}', now(), now(), now()
          from personas where org_id = $2 and id = $3
          returning id, slug, title, status, created_at`,
        values: [randomUUID(), orgId, personaId, title, summary, license],
      })
      return reply.code(201).send(rows[0])
    })
    return { server, close: () => server.close().then(() => pool.end()) }
  },
})
