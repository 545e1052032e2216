import { typosBetween } from '../../src/ports/search/typos.ts'
import { type Doc, matcherOf } from './meilisearch-filter.ts'

export interface Settings {
  searchableAttributes: string[]
  filterableAttributes: string[]
  sortableAttributes: string[]
  rankingRules: string[]
  faceting: { maxValuesPerFacet: number }
  pagination: { maxTotalHits: number }
}

/** Those of an index that was told nothing. */
export const DEFAULTS: Settings = {
  searchableAttributes: ['*'],
  filterableAttributes: [],
  sortableAttributes: [],
  rankingRules: ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness'],
  faceting: { maxValuesPerFacet: 100 },
  pagination: { maxTotalHits: 1000 },
}

export interface FakeIndex {
  createdAt: string
  primaryKey: string | null
  settings: Settings
  documents: Map<string, Doc>
}

export interface Search {
  q?: string
  filter?: string | (string | string[])[]
  sort?: string[]
  facets?: string[]
  distinct?: string
  matchingStrategy?: 'last' | 'all'
  attributesToSearchOn?: string[]
  attributesToRetrieve?: string[]
  offset?: number
  limit?: number
  page?: number
  hitsPerPage?: number
}

interface Match {
  doc: Doc
  words: number
  typos: number
  proximity: number
  attribute: number
  exactness: number
}

/** Answers as the server does, in the parts that the adapter uses: see the comments at what is easily taken otherwise. */
export function searchIn(index: FakeIndex, search: Search): Record<string, unknown> {
  const { settings } = index
  const matches = matcherOf(settings.filterableAttributes, search.filter, 'invalid_search_filter')
  for (const sort of search.sort ?? []) {
    if (!settings.sortableAttributes.includes(sort.split(':')[0] ?? ''))
      throw new ApiError(400, 'invalid_search_sort')
  }
  const ranked = [...index.documents.values()]
    .filter(matches)
    .map((doc) => matchOf(doc, settings, search))
    .filter((match) => match !== undefined)
    .sort(orderOf(settings, search))
    .map(({ doc }) => doc)
  const inPages = search.page !== undefined || search.hitsPerPage !== undefined
  const { page = 1, hitsPerPage = 20 } = search
  const [offset, limit] = inPages
    ? [(page - 1) * hitsPerPage, hitsPerPage]
    : [search.offset ?? 0, search.limit ?? 20]
  const { hits, candidates } = distinct(ranked, search.distinct, offset, limit, inPages)
  const { maxTotalHits } = settings.pagination
  const total = Math.min(candidates.length, maxTotalHits)
  return {
    hits: hits
      .slice(0, Math.max(0, maxTotalHits - offset))
      .map((doc) =>
        Object.fromEntries((search.attributesToRetrieve ?? Object.keys(doc)).map((key) => [key, doc[key]])),
      ),
    query: search.q ?? '',
    processingTimeMs: 0,
    ...(inPages ? { page, hitsPerPage, totalHits: total } : { offset, limit, estimatedTotalHits: total }),
    ...(search.facets && { facetDistribution: facetsOf(candidates, search.facets, settings) }),
  }
}

/**
 * One document of each value is returned. What is counted are the candidates: all of them but the duplicates of what
 * was returned; only in pages one for each value, and then any one.
 */
function distinct(
  ranked: Doc[],
  attribute: string | undefined,
  offset: number,
  limit: number,
  inPages: boolean,
) {
  if (!attribute) return { hits: ranked.slice(offset, offset + limit), candidates: ranked }
  const seen = new Set<unknown>()
  const excluded = new Set<Doc>()
  const unique: Doc[] = []
  for (const doc of ranked) {
    if (!seen.has(doc[attribute]) && unique.length >= offset + limit) continue
    if (seen.has(doc[attribute])) excluded.add(doc)
    else unique.push(doc)
    seen.add(doc[attribute])
  }
  const rest = ranked.filter((doc) => !excluded.has(doc))
  // The last one of each, to show that it may be any.
  const representatives = [...new Map(rest.map((doc) => [doc[attribute], doc])).values()]
  return { hits: unique.slice(offset), candidates: inPages ? representatives : rest }
}

function facetsOf(candidates: Doc[], facets: string[], settings: Settings) {
  return Object.fromEntries(
    facets.map((facet) => {
      if (!settings.filterableAttributes.includes(facet)) throw new ApiError(400, 'invalid_search_facets')
      const counts: Record<string, number> = {}
      for (const doc of candidates) {
        for (const value of new Set([doc[facet] ?? []].flat().map(String)))
          counts[value] = (counts[value] ?? 0) + 1
      }
      const kept = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))
      return [facet, Object.fromEntries(kept.slice(0, settings.faceting.maxValuesPerFacet))]
    }),
  )
}

const tokensOf = (text: unknown): string[] =>
  String(text ?? '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []
const forgiven = (word: string) => (word.length < 5 ? 0 : word.length < 9 ? 1 : 2)

function matchOf(doc: Doc, settings: Settings, search: Search): Match | undefined {
  // The server looks at the first ten words.
  const typed = tokensOf(search.q).slice(0, 10)
  const attributes = settings.searchableAttributes
    .map((name, at) => ({ at, name, tokens: tokensOf(doc[name]) }))
    .filter(({ name }) => !search.attributesToSearchOn || search.attributesToSearchOn.includes(name))
  const found = typed.map((word, at) => bestPlace(word, at === typed.length - 1, attributes))
  const missing = found.indexOf(undefined)
  const words = missing === -1 ? typed.length : missing
  const isEnough =
    search.matchingStrategy === 'all' ? words === typed.length : words > 0 || typed.length === 0
  if (!isEnough) return undefined
  const places = found.slice(0, words).filter((place) => place !== undefined)
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
  const whole = attributes.map(({ tokens }) => tokens.join(' '))
  return {
    doc,
    words: -words,
    typos: sum(places.map(({ typos }) => typos)),
    proximity: sum(places.slice(1).map((place, at) => distance(places[at] as Place, place))),
    attribute: sum(places.map(({ attribute, position }) => attribute * 1000 + Math.min(position, 900))),
    exactness: whole.includes(typed.join(' ')) ? 0 : 1,
  }
}

interface Place {
  typos: number
  attribute: number
  position: number
}

function bestPlace(
  word: string,
  isBegun: boolean,
  attributes: { at: number; tokens: string[] }[],
): Place | undefined {
  let best: Place | undefined
  for (const { at, tokens } of attributes) {
    for (const [position, token] of tokens.entries()) {
      const typos = isBegun && token.startsWith(word) ? 0 : typosBetween(word, token, isBegun)
      if (typos <= forgiven(word) && (!best || typos < best.typos)) best = { typos, attribute: at, position }
    }
  }
  return best
}

const distance = (a: Place, b: Place): number =>
  a.attribute === b.attribute
    ? Math.min(8, Math.abs(b.position - a.position) + (b.position < a.position ? 1 : 0))
    : 8

function orderOf({ rankingRules }: Settings, { sort = [] }: Search): (a: Match, b: Match) => number {
  const by = (key: Exclude<keyof Match, 'doc'>) => (a: Match, b: Match) => a[key] - b[key]
  const rules: Record<string, (a: Match, b: Match) => number> = {
    words: by('words'),
    typo: by('typos'),
    proximity: by('proximity'),
    attribute: by('attribute'),
    exactness: by('exactness'),
  }
  const orders = rankingRules.flatMap((rule) =>
    rule === 'sort' ? sort.map(byField) : [rules[rule] ?? byField(rule)],
  )
  return (a, b) => {
    for (const order of orders) {
      const difference = order(a, b)
      if (difference !== 0) return difference
    }
    return 0
  }
}

/** Numbers come before texts, also texts that look like numbers; what has neither comes last. */
function byField(rule: string): (a: Match, b: Match) => number {
  const [field = '', direction] = rule.split(':')
  const rank = (value: unknown) =>
    value === undefined || value === null ? 2 : Number.isNaN(Number(value)) || value === '' ? 1 : 0
  return ({ doc: a }, { doc: b }) => {
    const ranks = rank(a[field]) - rank(b[field])
    if (ranks !== 0) return ranks
    const [left, right] =
      rank(a[field]) === 0 ? [Number(a[field]), Number(b[field])] : [String(a[field]), String(b[field])]
    const order = left < right ? -1 : left > right ? 1 : 0
    return direction === 'desc' ? -order : order
  }
}

export class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string) {
    super(`the fake says ${code}`)
    this.status = status
    this.code = code
  }
}
