import type { Answer, Question, SearchIndex } from './search-index.ts'

/** A plugin as it is searched for. */
export interface SearchDocument {
  pluginId: string
  slug: string
  name: string
  shortDescription: string
  description: string
  /** Username and display name. */
  author: string[]
  /** Slugs and names, in the order of the plugin. */
  categories: { slug: string; name: string }[]
  downloads: number
  /** 0 without reviews. */
  averageRating: number
  reviewCount: number
  /** ISO 8601 UTC. */
  createdAt: string
  updatedAt: string
  /** What its releases that are not yanked support, one per declared range of Pumpkin versions. */
  ranges: SupportedRange[]
}

export interface SupportedRange {
  /** The declared bounds as one text; equal texts are equal ranges. */
  range: string
  /** For which a release of this range has a binary. */
  platforms: string[]
  /** The known Pumpkin versions it contains. */
  pumpkinVersions: string[]
}

export const SEARCH_SORTS = [
  'relevance',
  'downloads',
  'newest',
  'oldest',
  'updated',
  'name_asc',
  'name_desc',
  'rating',
  'rating_asc',
] as const
export type SearchSort = (typeof SEARCH_SORTS)[number]

export interface SearchQuery extends Question {
  /** A category's slug. */
  category?: string
  platform?: string
  /** Only plugins with a release of one of these ranges; together with `platform`, one that has both. */
  ranges?: string[]
  sort: SearchSort
}

export interface SearchResult extends Answer {
  /** In order; ends in a unique tie-breaker. */
  pluginIds: string[]
  /** How many plugins of all that match have each value. */
  facets: {
    categories: Record<string, number>
    platforms: Record<string, number>
    pumpkinVersions: Record<string, number>
  }
}

/** An index of plugins. */
export interface Search extends SearchIndex<SearchDocument, SearchQuery, SearchResult> {
  /** Whether it reads download totals where they are counted; else documents are put again when theirs changed. */
  readonly hasLiveDownloads: boolean
  /** Where it reads them: brings what else depends on download totals, such as ties, up to date. */
  refreshDownloads?(): Promise<void>
  /** Ids of plugins whose name begins with or resembles the text, best first. */
  suggest(text: string, limit: number): Promise<{ pluginIds: string[]; answeredBy?: 'fallback' }>
}
