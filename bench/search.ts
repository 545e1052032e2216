import { seeded } from './lib/random.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { rounded } from './lib/statistics.ts'
import { misspelt } from './lib/typos.ts'
import type { Texts } from './search-texts.ts'

const QUERIES = 300
/** What compression costs is not the search's. */
const PLAIN = { headers: { 'accept-encoding': 'identity' } }
const MOST_MS = { search: 40, suggest: 10 }

export const search: Scenario = {
  name: 'search',
  title: 'GET /search and /search/suggest over all plugins in PostgreSQL, one client',
  run,
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const buildMs = await registry.indexed()
  const server = await registry.start('gourd')
  try {
    const rows: Row[] = []
    for (const [subject, { about, atMost, paths }] of Object.entries(subjectsOf(registry.texts))) {
      options.progress(subject)
      rows.push(rowOf(subject, about, await measure(server.origin, paths, options.rounds), atMost))
    }
    return [
      ...rows,
      { subject: 'rebuild', about: 'the whole index, for information', figures: { ms: buildMs } },
    ]
  } finally {
    await server.stop()
  }
}

interface Subject {
  about: string
  atMost?: number
  paths: string[]
}

function subjectsOf({ names, shorts }: Texts): Record<string, Subject> {
  const random = seeded(7)
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const many = (make: () => string) => Array.from({ length: QUERIES }, make)
  // Of names (70 %) and short descriptions.
  const named = Math.round(QUERIES * 0.7)
  const typos = [...misspelt(names, named), ...misspelt(shorts, QUERIES - named)]
  const search = (query: string, more = '') => `/api/v1/search?q=${encodeURIComponent(query)}${more}`
  return {
    'one to three words, one with a typo': {
      about: 'of names (70 %) and short descriptions; facets included',
      atMost: MOST_MS.search,
      paths: typos.map((query) => search(query)),
    },
    'the same, with filters': {
      about: 'platform and Pumpkin version',
      atMost: MOST_MS.search,
      paths: typos.map((query) => search(query, '&platform=linux&pumpkin_version=0.2.0')),
    },
    'the same, by downloads': {
      about: 'sort=downloads',
      atMost: MOST_MS.search,
      paths: typos.map((query) => search(query, '&sort=downloads')),
    },
    'one of the 200 most common words': {
      about: 'for information',
      paths: many(() => search(one(shorts).split(' ')[0] as string)),
    },
    everything: { about: 'no query, page 1; for information', paths: many(() => search('')) },
    suggestions: {
      about: 'the first one to eight letters of a name',
      atMost: MOST_MS.suggest,
      paths: many(() => {
        const text = one(names).slice(0, 1 + Math.floor(random() * 8))
        return `/api/v1/search/suggest?q=${encodeURIComponent(text)}`
      }),
    },
  }
}

/** How long each answer took, in milliseconds; the first round warms up. */
async function measure(origin: string, paths: string[], rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    for (const path of paths) {
      const started = performance.now()
      const answer = await fetch(origin + path, PLAIN)
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`)
      if (round > 0) times.push(performance.now() - started)
    }
  }
  return times.sort((a, b) => a - b)
}

function rowOf(subject: string, about: string, times: number[], atMost?: number): Row {
  const at = (share: number) => rounded(times[Math.floor((times.length - 1) * share)] as number, 1)
  const p95 = at(0.95)
  return {
    subject,
    about,
    figures: { 'p50 ms': at(0.5), 'p95 ms': p95, 'p99 ms': at(0.99), 'max ms': at(1) },
    checks: atMost === undefined ? undefined : [{ what: `${subject}: p95 ms`, value: p95, atMost }],
  }
}
