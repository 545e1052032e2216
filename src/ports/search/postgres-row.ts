import { termsOf } from './postgres-terms.ts'
import { textsOf } from './postgres-texts.ts'
import type { SearchDocument } from './search.ts'

/** What is stored of a document. */
export interface Row {
  id: string
  columns: Record<string, unknown>
  /** What it is found and counted by, but for what its words begin with. */
  terms: string[]
  /** Those that typos in are forgiven. */
  words: Set<string>
}

export function rowOf(it: SearchDocument): Row {
  const { columns, words, lexemes } = textsOf({
    name: it.name,
    about: [...it.author, ...it.categories.flatMap(({ slug, name }) => [slug, name])],
    short: it.shortDescription,
    long: it.description,
  })
  return {
    id: it.pluginId.toLowerCase(),
    columns: {
      plugin_id: it.pluginId,
      name: it.name.toLowerCase(),
      beginning: beginningOf(columns.name_key),
      downloads: it.downloads,
      average_rating: it.averageRating,
      review_count: it.reviewCount,
      created_at: it.createdAt,
      updated_at: it.updatedAt,
      name_key: columns.name_key,
      name_words: columns.name_words,
      ranked_words: columns.ranked_words,
    },
    terms: termsOf(it, lexemes),
    words,
  }
}

/** The first two letters of a name as it is compared: by one or two letters many names are found. */
const beginningOf = (nameKey: string): string => [...nameKey].slice(0, 2).join('')

/** The last of several documents of one plugin counts. */
export const rowsOf = (documents: SearchDocument[]): Row[] => [
  ...new Map(documents.map((document) => [document.pluginId.toLowerCase(), rowOf(document)])).values(),
]
