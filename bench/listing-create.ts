import { randomUUID } from 'node:crypto'
import { post } from './lib/people.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { type ServerProcess, startServer } from './lib/server-process.ts'
import { median, rounded, spread } from './lib/statistics.ts'

const BARE = new URL('./servers/bare-listings.ts', import.meta.url)
const CONNECTIONS = 8

/** What it costs to offer a persona, verdict included. */
export const listingCreate: Scenario = {
  name: 'listing-create',
  title: `POST /marketplace/listings into the full marketplace, ${CONNECTIONS} connections`,
  run,
}

interface Subject {
  name: string
  about: string
  server: ServerProcess
  path: string
  headers: Record<string, string>
  body(title: string): object
}

interface Measured {
  cpuMicros: number[]
  perSecond: number[]
  statements: number[]
  rssBytes: number
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
        about:
          'verdict of the rules, plan, permission, row, counts, audit, event and search queue in one commit',
        server: gourd,
        path: '/api/v1/marketplace/listings',
        headers: { authorization: `Bearer ${token}` },
        body: (title) => ({ ...text, title, personaId }),
      },
      {
        name: 'bare',
        about: 'plain Fastify + Zod and one prepared INSERT of the same row, with the triggers that count it',
        server: bare,
        path: '/',
        headers: {},
        body: (title) => ({ ...text, title, personaId: personaId.slice('psn_'.length), orgId }),
      },
    ]
    const results = new Map<string, Measured>()
    for (let round = 0; round <= options.rounds; round++) {
      for (const subject of subjects) {
        options.progress(`${subject.name}, ${round === 0 ? 'warming up' : `round ${round}`}`)
        const sample = await measure(subject, options.seconds, registry.statements)
        if (round > 0) add(results, subject.name, sample)
      }
    }
    return subjects.map(({ name, about }) => rowOf(name, about, results))
  } finally {
    await Promise.all([gourd.stop(), bare.stop()])
  }
}

interface Sample {
  cpuMicros: number
  perSecond: number
  statements: number
  rssBytes: number
}

async function measure(
  { server, path, headers, body }: Subject,
  seconds: number,
  statements: () => Promise<number>,
): Promise<Sample> {
  const asked = await statements()
  const before = await server.usage()
  const end = performance.now() + seconds * 1000
  let made = 0
  const worker = async () => {
    while (performance.now() < end) {
      const answer = await fetch(server.origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        // No two are the same, else the moderator wonders.
        body: JSON.stringify(body(`Innkeeper ${randomUUID()}`)),
      })
      const text = await answer.text()
      if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${text}`)
      made++
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const after = await server.usage()
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / made,
    perSecond: made / seconds,
    statements: ((await statements()) - asked) / made,
    rssBytes: after.rssBytes,
  }
}

function add(to: Map<string, Measured>, name: string, sample: Sample): void {
  const all = to.get(name) ?? { cpuMicros: [], perSecond: [], statements: [], rssBytes: 0 }
  all.cpuMicros.push(sample.cpuMicros)
  all.perSecond.push(sample.perSecond)
  all.statements.push(sample.statements)
  all.rssBytes = Math.max(all.rssBytes, sample.rssBytes)
  to.set(name, all)
}

function rowOf(subject: string, about: string, results: Map<string, Measured>): Row {
  const { cpuMicros, perSecond, statements, rssBytes } = results.get(subject) as Measured
  const bare = results.get('bare') as Measured
  return {
    subject,
    about,
    figures: {
      'CPU µs/req': rounded(median(cpuMicros)),
      '±%': rounded(spread(cpuMicros), 1),
      'req/s': rounded(median(perSecond), 1),
      'RSS MB': rounded(rssBytes / 2 ** 20),
      'SQL/req': rounded(median(statements), 2),
      '× bare': rounded(median(cpuMicros) / median(bare.cpuMicros), 2),
    },
  }
}
