import { createHistory } from './charts.ts'
import { createDependencies } from './dependency-world.ts'
import { middleOf } from './lib/middle-cursor.ts'
import { register } from './lib/people.ts'
import { openRegistry, type Registry } from './lib/registry.ts'
import type { Options, Row, Scenario, Size } from './lib/scenario.ts'
import { median, rounded } from './lib/statistics.ts'
import { misspelt } from './lib/typos.ts'

const LEVELS = [1, 10, 100] as const
const DOWNLOADS = 5_000_000
const NODES = 1000
const REPEATS = 20
const SEARCHES = 100
const CHART = 'granularity=weekly&periods=52'

/** What becomes slower when there is more of it. */
export const growth: Scenario = {
  name: 'growth',
  title: 'list, search, chart, graph and export with 1, 10 and 100 times their data: median ms, one client',
  run,
}

interface Question {
  about: string
  paths: string[]
  headers?: Record<string, string>
}

async function run(options: Options): Promise<Row[]> {
  const times = new Map<string, number[]>()
  const abouts = new Map<string, string>()
  for (const level of LEVELS) {
    const asked = await atLevel(level, options)
    for (const [subject, { about, ms }] of Object.entries(asked)) {
      abouts.set(subject, about)
      times.set(subject, [...(times.get(subject) ?? []), ms])
    }
  }
  return [...times].map(([subject, ms]) => ({
    subject,
    about: abouts.get(subject) as string,
    figures: {
      ...Object.fromEntries(LEVELS.map((level, at) => [`${level}×, ms`, rounded(ms[at] as number, 2)])),
      '100× / 1×': rounded((ms.at(-1) as number) / (ms[0] as number), 1),
    },
  }))
}

async function atLevel(level: number, options: Options) {
  if (level === 100) return ask(level, await options.registry(), options)
  const size = scaled(options.size, level / 100)
  const small = await openRegistry(size, options)
  return ask(level, small, options).finally(small.close)
}

const scaled = ({ plugins, versions, listings }: Size, by: number): Size => ({
  plugins: Math.ceil(plugins * by),
  versions: Math.ceil(versions * by),
  listings: Math.ceil(listings * by),
})

async function ask(level: number, registry: Registry, options: Options) {
  await registry.indexed()
  const { token, orgId } = await registry.listings()
  const { cursor } = await middleOf(registry.ownerUrl, orgId)
  const server = await registry.start('gourd')
  try {
    const questions = await questionsOf(level, registry, server.origin, { token, cursor })
    const answers: Record<string, { about: string; ms: number }> = {}
    for (const [subject, question] of Object.entries(questions)) {
      options.progress(`${level}×: ${subject}`)
      answers[subject] = { about: question.about, ms: await medianMs(server.origin, question) }
    }
    return answers
  } finally {
    await server.stop()
  }
}

async function questionsOf(
  level: number,
  { ownerUrl, texts }: Registry,
  origin: string,
  { token, cursor }: { token: string; cursor: string },
): Promise<Record<string, Question>> {
  const { email } = await register(origin)
  const slug = await createHistory(ownerUrl, { email, downloads: (DOWNLOADS * level) / 100 })
  const graph = `growth-${level}`
  const nodes = (NODES * level) / 100
  await createDependencies(ownerUrl, graph, nodes, { kind: 'wide', reach: 40, edges: 3 })
  const authorization = { authorization: `Bearer ${token}` }
  return {
    list: { about: 'GET /plugins, page 1 of the newest', paths: ['/plugins'] },
    'list by downloads': {
      about: 'GET /plugins?sort=downloads_total',
      paths: ['/plugins?sort=downloads_total'],
    },
    'list by category': { about: 'GET /plugins?category=utility', paths: ['/plugins?category=utility'] },
    search: {
      about: 'one to three words, one misspelt',
      paths: misspelt(texts.names, SEARCHES).map((q) => `/search?q=${encodeURIComponent(q)}`),
    },
    chart: {
      about: `52 weeks of a plugin with up to ${DOWNLOADS} downloads`,
      paths: [`/plugins/${slug}/download-stats?${CHART}`],
    },
    graph: {
      about: `${NODES / 100}, ${NODES / 10} and ${NODES} versions in the graph`,
      paths: [`/plugins/${graph}-0/versions/1.4.0/dependencies/graph`],
    },
    'export, first page': {
      about: 'GET /listings of one organisation, 100 a page',
      paths: ['/listings?per_page=100'],
      headers: authorization,
    },
    'export, middle': {
      about: 'the same by the cursor half-way',
      paths: [`/listings?per_page=100&cursor=${cursor}`],
      headers: authorization,
    },
  }
}

/** One request after the other, the first ones to warm up. */
async function medianMs(origin: string, { paths, headers }: Question): Promise<number> {
  const times: number[] = []
  const repeats = Math.max(REPEATS, paths.length)
  for (let at = -REPEATS; at < repeats; at++) {
    const path = paths[(at + REPEATS) % paths.length]
    const started = performance.now()
    const answer = await fetch(`${origin}/api/v1${path}`, {
      headers: { 'accept-encoding': 'identity', ...headers },
    })
    const body = await answer.text()
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${body}`)
    if (at >= 0) times.push(performance.now() - started)
  }
  return median(times)
}
