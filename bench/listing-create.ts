import { randomUUID } from 'node:crypto'
import { compare, figuresOf, type Measured, ratio, type Subject } from './lib/compare.ts'
import type { LoadRequest } from './lib/load.ts'
import { post } from './lib/people.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { startServer } from './lib/server-process.ts'

const BARE = new URL('./servers/bare-listings.ts', import.meta.url)
const CONNECTIONS = 8

/** What it costs to offer a persona, verdict included. */
export const listingCreate: Scenario = {
  name: 'listing-create',
  title: `POST /marketplace/listings into the full marketplace, ${CONNECTIONS} connections`,
  run,
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const { token, orgId } = await registry.listings()
  const gourd = await registry.start('gourd')
  const bare = await startServer(BARE, 'bare', { ...options, env: { DATABASE_URL: registry.ownerUrl } })
  try {
    const made = await post(gourd.origin, '/personas', { name: 'Bench' }, token)
    const { personaId } = (await made.json()) as { personaId: string }
    const text = { summary: 'Knows every rumour.', license: 'cc_by' }
    const subjects: Subject[] = [
      {
        name: 'gourd',
        server: gourd,
        ...creating(
          '/api/v1/marketplace/listings',
          { ...text, personaId },
          { authorization: `Bearer ${token}` },
        ),
      },
      {
        name: 'bare',
        server: bare,
        ...creating('/', { ...text, personaId: personaId.slice('psn_'.length), orgId }),
      },
    ]
    return rowsOf(await compare(subjects, options, registry.statements))
  } finally {
    await Promise.all([gourd.stop(), bare.stop()])
  }
}

const creating = (path: string, listing: object, headers: Record<string, string> = {}) => ({
  path: '/',
  connections: CONNECTIONS,
  requests: [
    {
      path,
      method: 'POST' as const,
      headers: { 'content-type': 'application/json', ...headers },
      // No two are the same, else the moderator wonders.
      setupRequest: (request: LoadRequest) => ({
        ...request,
        body: JSON.stringify({ ...listing, title: `Innkeeper ${randomUUID()}` }),
      }),
    },
  ],
})

const ABOUT = {
  gourd: 'verdict of the rules, plan, permission, row, counts, audit, event and search queue in one commit',
  bare: 'plain Fastify + Zod and one prepared INSERT of the same row, with the triggers that count it',
}

const rowsOf = (results: Record<string, Measured>): Row[] =>
  Object.entries(ABOUT).map(([subject, about]) => {
    const measured = results[subject] as Measured
    const times = ratio(measured, results.bare as Measured)
    return { subject, about, figures: { ...figuresOf(measured), '× bare': times } }
  })
