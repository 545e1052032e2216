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

export interface SearchQuery {
  /** What people type: words, possibly misspelt or begun. Empty finds everything. */
  text: string
  /** A category's slug. */
  category?: string
  platform?: string
  /** Only plugins with a release of one of these ranges; together with `platform`, one that has both. */
  ranges?: string[]
  sort: SearchSort
  offset: number
  limit: number
}

export interface SearchResult {
  /** In order; ends in a unique tie-breaker. */
  pluginIds: string[]
  estimatedTotal: number
  /** How many plugins of all that match have each value. */
  facets: {
    categories: Record<string, number>
    platforms: Record<string, number>
    pumpkinVersions: Record<string, number>
  }
  /** Who answered, where it was not the engine that is configured. */
  answeredBy?: 'fallback'
}

/** An index of plugins. What is written can be found when the promise has resolved. */
export interface Search {
  /** Adds the documents or replaces those of the same plugins. */
  put(documents: SearchDocument[]): Promise<void>
  /** Removes plugins; those that are not there are no error. */
  remove(pluginIds: string[]): Promise<void>
  find(query: SearchQuery): Promise<SearchResult>
  /** Ids of plugins whose name begins with or resembles the text, best first. */
  suggest(text: string, limit: number): Promise<{ pluginIds: string[]; answeredBy?: 'fallback' }>
  /**
   * Replaces the whole index by these documents while it serves the old one. Whoever calls `put` meanwhile has to
   * call it again afterwards.
   */
  rebuild(documents: AsyncIterable<SearchDocument[]>): Promise<void>
  /** Whether an index of the present settings is there; false asks for `rebuild`. */
  isBuilt(): Promise<boolean>
  /** Throws when it cannot answer now. */
  check(): Promise<void>
  close(): Promise<void>
}
