import type { Expanded } from './postgres-expand.ts'
import { BLOCK } from './postgres-postings.ts'
import type { Words } from './postgres-rank.ts'
import { beginningTerm, EVERYTHING, FACETS, facetTerm, LAST, rangeTerm } from './postgres-terms.ts'
import type { SearchQuery } from './search.ts'

/** So many documents are looked up one by one; where more match, all are looked through. */
const FEW = 1000

/** The places of what is asked: words from 0, all of them as one word, filters from here on. */
const WHOLE = -1
const FILTERS = 100

/**
 * SQL for `found`: the bits of each block with documents that have, of each word, one of its meanings, or all words as
 * one, and of each filter one of its values; and for `total` and `mask`, which is made of them. What is asked is a list of
 * terms and one of beginnings of terms, each with the place of the word or filter that it may stand for, so that one
 * text, planned once, serves all questions.
 */
export const FOUND = `
  asked as (
    select a.place, t.block, t.bits from unnest($1::text[], $2::int[]) a (term, place)
    join search_terms t on t.term = a.term
    union all
    select a.place, t.block, t.bits from unnest($3::text[], $4::int[]) a (begun, place)
    join search_terms t on t.term >= a.begun and t.term < a.begun || '${LAST}'
  ),
  places as (select place, block, bit_or(bits) as bits from asked group by place, block),
  worded as (
    select block, bit_or(bits) as bits from (
      (select block, bit_and(bits) as bits from places where place >= 0 and place < ${FILTERS}
        group by block having count(*) = $5::int)
      union all
      select block, bits from places where place = ${WHOLE}
    ) either group by block
  ),
  found as materialized (
    select block, bit_and(bits) as bits from (
      select block, bits from worded union all select block, bits from places where place >= ${FILTERS}
    ) both_of group by block having count(*) = 1 + $6::int
  ),
  total as materialized (select coalesce(sum(bit_count(bits)), 0)::int as total from found),
  mask as materialized (
    select string_agg(coalesce(f.bits, repeat('0', ${BLOCK})::bit(${BLOCK}))::text, '' order by block) as bits
    from generate_series(0, (select max(block) from found)) block left join found f using (block)
  ),
  bits as materialized (select bits::bit varying as bits from mask)`

/** How many of those that are found have each value of a facet. */
export const FACET_COUNTS = `
  select coalesce(json_object_agg(term, n), '{}') from (
    select t.term, sum(bit_count(t.bits & f.bits))::int as n from search_terms t join found f on f.block = t.block
    where t.term >= '${FACETS.first}' and t.term < '${FACETS.last}' group by t.term
  ) counted where n > 0`

/** SQL that is true where the document of `d` is one that is found. Nothing is known of a case: the planner expects half of them. */
export const IS_FOUND = `case when d.document < length((select bits from bits))
  then get_bit((select bits from bits), d.document) = 1 else false end`

/** SQL for columns of the documents that are found, the first ones by an order where they are many. */
export const foundDocuments = (columns: string, firstOfMany: string): string => `
  select ${columns} from (
    select sum(length(piece) + 1) over (order by place rows unbounded preceding)::int - 1 as document, place
    from mask, string_to_table(bits, '1') with ordinality as pieces (piece, place)
    where (select total from total) <= ${FEW}
  ) few
  cross join lateral (select * from search_documents where document = few.document limit 1) d
  where few.place <= (select total from total)
  union all
  (select ${columns} from search_documents d where (select total from total) > ${FEW} and ${IS_FOUND} ${firstOfMany})`

/** A document matches with any of these terms. */
interface AnyOf {
  words: string[]
  begun?: string
}

/** The parameters of `FOUND`. */
export function asking(query: SearchQuery, words?: Words): unknown[] {
  const meanings = meaningsOf(words)
  const whole =
    words?.match === 'all' && words.joined !== undefined ? [{ words: [], begun: words.joined }] : []
  const filters = filtersOf(query)
  const at = (place: number) => (each: AnyOf, index: number) => ({ ...each, place: place + index })
  const terms: [string, number][] = []
  const beginnings: [string, number][] = []
  for (const { words, begun, place } of [
    ...meanings.map(at(0)),
    ...whole.map(at(WHOLE)),
    ...filters.map(at(FILTERS)),
  ]) {
    for (const word of words) terms.push([word, place])
    if (begun === undefined) continue
    const term = beginningTerm(begun)
    if (term === undefined) beginnings.push([begun, place])
    else terms.push([term, place])
  }
  const columns = [terms, beginnings].flatMap((list) => [
    list.map(([text]) => text),
    list.map(([, place]) => place),
  ])
  return [...columns, meanings.length, filters.length]
}

const meaningsOf = (words?: Words): AnyOf[] => {
  if (!words) return [{ words: [EVERYTHING] }]
  return words.match === 'all' ? words.meanings : [anyMeaning(words)]
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
