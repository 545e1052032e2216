import { rebuildSearch } from '../src/domains/search/index.ts'
import { type BenchDatabase, withDatabase } from './lib/database.ts'
import { inFolder } from './lib/folder.ts'
import { seeded } from './lib/random.ts'
import { rebuildIndex } from './lib/rebuild-index.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { startServer } from './lib/server-process.ts'
import { rounded } from './lib/statistics.ts'
import { unlimited } from './lib/unlimited.ts'
import { type Texts, writeTexts } from './search-texts.ts'
import { createWorld } from './world.ts'

const FILE = new URL('./servers/plugins.ts', import.meta.url)
const PLUGINS = 50_000
const QUERIES = 300
const MOST_MS = { search: 40, suggest: 10 }

export const search: Scenario = {
  name: 'search',
  title: `GET /search and /search/suggest over ${PLUGINS} plugins in PostgreSQL, one client`,
  run: (options) => withDatabase((database) => inFolder((dataDir) => run(database, dataDir, options))),
}

async function run({ url, ownerUrl }: BenchDatabase, dataDir: string, options: Options): Promise<Row[]> {
  options.progress(`making ${PLUGINS} plugins`)
  await createWorld(ownerUrl, { plugins: PLUGINS, versionsPerPlugin: 3 })
  const texts = await writeTexts(ownerUrl)
  options.progress('building the index')
  const buildMs = await rebuildIndex(url, rebuildSearch)
  const env = { ...unlimited, DATABASE_URL: url, DATA_DIR: dataDir, JWT_SECRET: 'x'.repeat(32) }
  const server = await startServer(FILE, 'gourd', { ...options, env })
  try {
    const rows: Row[] = []
    for (const [subject, { about, atMost, paths }] of Object.entries(subjectsOf(texts))) {
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
  const phrase = () => {
    const words = (random() < 0.7 ? one(names) : one(shorts)).toLowerCase().split(' ')
    return words.slice(0, 1 + Math.floor(random() * 3))
  }
  const misspelt = () => {
    const words = phrase()
    const at = Math.floor(random() * words.length)
    return words.map((word, index) => (index === at ? withTypo(word, random) : word)).join(' ')
  }
  const search = (query: string, more = '') => `/api/v1/search?q=${encodeURIComponent(query)}${more}`
  return {
    'one to three words, one with a typo': {
      about: 'of names (70 %) and short descriptions; facets included',
      atMost: MOST_MS.search,
      paths: many(() => search(misspelt())),
    },
    'the same, with filters': {
      about: 'platform and Pumpkin version',
      atMost: MOST_MS.search,
      paths: many(() => search(misspelt(), '&platform=linux&pumpkin_version=0.2.0')),
    },
    'the same, by downloads': {
      about: 'sort=downloads',
      atMost: MOST_MS.search,
      paths: many(() => search(misspelt(), '&sort=downloads')),
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

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** A letter that is missing, added, wrong or swapped; not the first one, and not in words of four letters or fewer. */
export function withTypo(word: string, random: () => number): string {
  if (word.length < 5) return word
  const at = 1 + Math.floor(random() * (word.length - 2))
  const letter = LETTERS[Math.floor(random() * LETTERS.length)] as string
  const [before, here, next, after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)]
  const typos = [
    before + next + after,
    before + letter + here + next + after,
    before + letter + next + after,
    before + next + here + after,
  ]
  return typos[Math.floor(random() * typos.length)] as string
}

/** How long each answer took, in milliseconds; the first round warms up. */
async function measure(origin: string, paths: string[], rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    for (const path of paths) {
      const started = performance.now()
      const answer = await fetch(origin + path)
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
