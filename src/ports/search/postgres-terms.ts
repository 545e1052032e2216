import type { SearchDocument } from './search.ts'

/** No word begins with these signs: what a word begins with, and what is counted and filtered by, are no words. */
const BEGINNING = '*'
const FACET = ':facet:'
const RANGE = ':range:'

/** Every document has it. */
export const EVERYTHING = ':all'
/** Behind all words that begin with what it is put after. */
export const LAST = '\u{10ffff}'
/** Terms of facets lie between these two. */
export const FACETS = { first: FACET, last: `${FACET}${LAST}` }

/** Beginnings so short that many words have them are terms themselves. */
const SHORT = 4

type Facet = 'category' | 'platform' | 'version'

export const facetTerm = (facet: Facet, value: string): string => `${FACET}${facet}:${value}`

export const rangeTerm = (range: string, platform = ''): string => `${RANGE}${range} ${platform}`

/** The term for what begins so, where there is one. */
export function beginningTerm(begun: string): string | undefined {
  return [...begun].length <= SHORT ? BEGINNING + begun : undefined
}

/** How many match by facet and value, of how many match by term. */
export function byFacet(counts: Record<string, number>): Record<Facet, Record<string, number>> {
  const facets: Record<Facet, Record<string, number>> = { category: {}, platform: {}, version: {} }
  for (const [term, count] of Object.entries(counts)) {
    const [facet = '', ...value] = term.slice(FACET.length).split(':')
    facets[facet as Facet][value.join(':')] = count
  }
  return facets
}

/** What a document is found and counted by, but for what its words begin with. */
export function termsOf(it: SearchDocument, words: Iterable<string>): string[] {
  const terms = new Set([EVERYTHING, ...words])
  for (const { slug } of it.categories) terms.add(facetTerm('category', slug))
  for (const { range, platforms, pumpkinVersions } of it.ranges) {
    terms.add(rangeTerm(range))
    for (const platform of platforms)
      terms.add(facetTerm('platform', platform)).add(rangeTerm(range, platform))
    for (const version of pumpkinVersions) terms.add(facetTerm('version', version))
  }
  return [...terms]
}

/** These, and what the words among them begin with. */
export function withBeginnings(terms: string[]): Set<string> {
  const all = new Set(terms)
  for (const term of terms) {
    if (term.startsWith(':')) continue
    const letters = [...term.slice(0, 2 * SHORT)]
    for (let length = 1; length <= Math.min(SHORT, letters.length); length++) {
      all.add(BEGINNING + letters.slice(0, length).join(''))
    }
  }
  return all
}
