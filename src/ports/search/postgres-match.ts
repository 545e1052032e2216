import type { Expanded } from './postgres-expand.ts'
import { one, type Queryable } from './postgres-pool.ts'
import { BLOCK } from './postgres-postings.ts'
import { Asked, type Words } from './postgres-rank.ts'
import { beginningTerm, byFacet, EVERYTHING, FACETS, facetTerm, LAST, rangeTerm } from './postgres-terms.ts'
import type { SearchQuery, SearchResult } from './search.ts'

/** There is no index for such an order. */
const isReadWhole = ({ sort }: SearchQuery) => sort !== 'relevance' && sort !== 'downloads'

/** So many documents are named one by one; where more match, all are looked through. */
const FEW = 2000

/** Which documents match. */
export interface Matches {
  total: number
  facets: SearchResult['facets']
  /** SQL that is true where `d.document` is one that matches. */
  condition(asked: Asked): string
  areMany: boolean
}

/** A document matches with any of these terms. */
interface AnyOf {
  words: string[]
  begun?: string
}

/** Which documents have the words and pass the filters, and how many of them have each value. */
export async function match(on: Queryable, query: SearchQuery, words?: Words): Promise<Matches> {
  const asked = new Asked()
  const row = await one<Found>(on, statement(asked, query, words), asked.values)
  const { category, platform, version } = byFacet(row.facets)
  const total = Number(row.total)
  const areMany = total > FEW
  const isEverything = !words && filtersOf(query).length === 0
  const condition = (page: Asked): string => {
    if (isEverything) return 'true'
    if (!areMany) return `d.document = any(${page.param(documentsIn(row.blocks), 'integer[]')})`
    const bits = joined(row.blocks)
    // A case is something that the planner knows nothing of: it expects half of them.
    return `case when d.document < ${bits.length} then get_bit(${page.param(bits, 'bit varying')}, d.document) = 1
      else false end`
  }
  return {
    total,
    facets: { categories: category, platforms: platform, pumpkinVersions: version },
    condition,
    areMany,
  }
}

interface Found {
  total: string
  /** The bits of each block with matches, as text. */
  blocks: Record<string, string>
  facets: Record<string, number>
}

function statement(asked: Asked, query: SearchQuery, words?: Words): string {
  const filters = filtersOf(query)
  return `
    with ${foundBy(asked, words)}, filters as (${ctes(asked, filters)}),
    matched as materialized (
      select block, bit_and(bits) as bits from (
        select block, bits from found
        union all select block, bit_or(bits) from filters group by block, place
      ) both_of group by block having count(*) = ${1 + filters.length}
    )
    select set_config('enable_seqscan', '${isReadWhole(query) ? 'on' : 'off'}', true),
      (select coalesce(sum(bit_count(bits)), 0) from matched) as total,
      (select coalesce(json_object_agg(block, bits::text), '{}') from matched where bit_count(bits) > 0) as blocks,
      (select coalesce(json_object_agg(term, n), '{}') from (
        select t.term, sum(bit_count(t.bits & m.bits))::int as n
        from search_terms t join matched m on m.block = t.block
        where t.term >= '${FACETS.first}' and t.term < '${FACETS.last}' group by t.term) f where n > 0) as facets`
}

/** Of each word one of its meanings, or all of them as one word; any meaning of any word where that finds nothing. */
function foundBy(asked: Asked, words?: Words): string {
  if (!words) return `found as (select block, bits from search_terms where term = '${EVERYTHING}')`
  const meanings = words.match === 'all' ? words.meanings : [anyMeaning(words)]
  const whole =
    words.match === 'all' && words.joined !== undefined ? [{ words: [], begun: words.joined }] : []
  return `
    meanings as (${ctes(asked, meanings)}),
    whole as (${ctes(asked, whole)}),
    found as (
      select block, bit_or(bits) as bits from (
        (select block, bit_and(bits) as bits
          from (select block, bit_or(bits) as bits from meanings group by block, place) each
          group by block having count(*) = ${meanings.length})
        union all select block, bits from whole
      ) either group by block
    )`
}

const anyMeaning = ({ meanings }: Expanded): AnyOf => ({
  words: meanings.flatMap(({ words }) => words),
  begun: meanings.at(-1)?.begun,
})

function filtersOf({ category, platform, ranges }: SearchQuery): AnyOf[] {
  const filters: string[][] = []
  if (category !== undefined) filters.push([facetTerm('category', category)])
  if (ranges) filters.push(ranges.map((range) => rangeTerm(range, platform)))
  else if (platform !== undefined) filters.push([facetTerm('platform', platform)])
  return filters.map((words) => ({ words }))
}

/** SQL for the blocks of each of these, by their place in the list. */
function ctes(asked: Asked, list: AnyOf[]): string {
  const selects = list.flatMap(({ words, begun }, place) => {
    const beginning = begun === undefined ? undefined : beginningTerm(begun)
    const terms = beginning === undefined ? words : [...words, beginning]
    const named = `term = any(${asked.param(terms, 'text[]')})`
    if (begun === undefined || beginning !== undefined) return [blocks(place, named)]
    const range = `term >= ${asked.param(begun, 'text')} and term < ${asked.param(begun + LAST, 'text')}`
    return [blocks(place, named), blocks(place, range)]
  })
  return selects.length > 0 ? selects.join(' union all ') : `${blocks(0, 'false')}`
}

const blocks = (place: number, condition: string): string =>
  `select ${place} as place, block, bits from search_terms where ${condition}`

function documentsIn(blocks: Record<string, string>): number[] {
  const documents: number[] = []
  for (const [block, bits] of Object.entries(blocks)) {
    for (let at = bits.indexOf('1'); at !== -1; at = bits.indexOf('1', at + 1))
      documents.push(Number(block) * BLOCK + at)
  }
  return documents
}

function joined(blocks: Record<string, string>): string {
  const last = Math.max(...Object.keys(blocks).map(Number))
  return Array.from({ length: last + 1 }, (_, block) => blocks[block] ?? '0'.repeat(BLOCK)).join('')
}
