import autocannon from 'autocannon'
import { inMoreRounds } from './lib/compare.ts'
import { loginOf, publishPlugin, register } from './lib/people.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import type { ServerProcess } from './lib/server-process.ts'
import { slugsOf } from './lib/slugs.ts'
import { median, rounded, spread } from './lib/statistics.ts'

const AT_LEAST = 1.6
const CONNECTIONS = 8
/** What is on its way when time is up does not count: it must be little of the whole. */
const AT_LEAST_S = 5
const LONG = 45_000
const JSON_BODY = { 'content-type': 'application/json' }

/** How much a second server process on the same database adds. */
export const processes: Scenario = {
  name: 'processes',
  title: 'one server process against two on one database: long texts, logins, plugin details',
  run,
}

interface Work {
  subject: string
  about: string
  /** What the server of that place is asked. */
  request(place: number): Omit<autocannon.Options, 'url' | 'connections' | 'duration'> & { path: string }
  atLeast?: number
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const servers = [await registry.start('gourd'), await registry.start('gourd')]
  try {
    const [first] = servers as [ServerProcess]
    const login = loginOf(await register(first.origin))
    // One for each server: they shall not wait for each other's locks.
    const own = [await publishPlugin(first.origin), await publishPlugin(first.origin)]
    const body = JSON.stringify({ description: markdownOf(LONG) })
    const [slug] = await slugsOf(registry.ownerUrl, 1)
    const works: Work[] = [
      {
        subject: 'long text',
        about: `limited by the server: PUT /plugins/{slug}, ${LONG} characters of Markdown are read to be cleaned`,
        request: (place) => ({
          path: `/api/v1/plugins/${own[place]?.slug}`,
          method: 'PUT',
          headers: { ...JSON_BODY, authorization: `Bearer ${own[place]?.token}` },
          body,
        }),
        atLeast: AT_LEAST,
      },
      {
        subject: 'login',
        about: 'one process alone takes more than a core: password checks run beside it. For information',
        request: () => login,
      },
      {
        subject: 'plugin detail',
        about: 'database, servers and load share the processors, for information',
        request: () => ({ path: `/api/v1/plugins/${slug}` }),
      },
    ]
    const rows: Row[] = []
    for (const work of works)
      rows.push(await measure(work, servers, work.atLeast ? inMoreRounds(options) : options))
    return rows
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function measure(
  { subject, about, request, atLeast }: Work,
  servers: ServerProcess[],
  { rounds, seconds, progress }: Options,
): Promise<Row> {
  const alone: number[] = []
  const both: number[] = []
  for (let round = 0; round <= rounds; round++) {
    progress(`${subject}, ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`)
    const one = await perSecond(servers.slice(0, 1), request, seconds)
    const two = await perSecond(servers, request, seconds)
    if (round === 0) continue
    alone.push(one)
    both.push(two)
  }
  const times = both.map((rate, round) => rate / (alone[round] as number))
  const value = rounded(median(times), 2)
  return {
    subject,
    about,
    figures: {
      'one, req/s': rounded(median(alone), 1),
      'two, req/s': rounded(median(both), 1),
      '× one': value,
      '±%': rounded(spread(times), 1),
    },
    checks: atLeast ? [{ what: `${subject}: two processes against one`, value, atLeast, atMost: 3 }] : [],
  }
}

/** What the servers answer together, each asked from the same number of connections. */
async function perSecond(
  servers: ServerProcess[],
  request: Work['request'],
  seconds: number,
): Promise<number> {
  const results = await Promise.all(
    servers.map(({ origin }, place) => {
      const { path, ...rest } = request(place)
      return autocannon({
        ...rest,
        url: origin + path,
        connections: CONNECTIONS,
        duration: Math.max(AT_LEAST_S, seconds),
      })
    }),
  )
  const { path } = request(0)
  if (results.some(({ non2xx, errors }) => non2xx + errors > 0)) throw new Error(`${path} was not answered.`)
  return results.reduce((sum, { requests, duration }) => sum + requests.total / duration, 0)
}

/** A text of that length as authors write them: headings, links, lists, pictures, tables, code. */
function markdownOf(length: number): string {
  let text = ''
  for (let n = 1; text.length < length; n++) {
    text += `## Section ${n}

What **this part** does, with a [link](https://example.com/${n}), some \`code\` and *emphasis*, in a paragraph
that goes on for a while and tells how it is configured.

- one item, [more about it](docs/${n}.md)
- another one
  - nested, with <kbd>Ctrl</kbd>

![A picture](https://example.com/${n}.png "Its title")

| option | value |
|--------|-------|
| depth  | ${n}  |

\`\`\`yaml
depth: ${n}
\`\`\`

`
  }
  return text.slice(0, length)
}
