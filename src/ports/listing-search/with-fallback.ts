import { type FallbackOptions, inTurns, LOOK } from '../search/with-fallback.ts'
import type { ListingSearch } from './listing-search.ts'

/** The index of listings in two engines: see `inTurns`. */
export function withFallback(options: FallbackOptions<ListingSearch>): ListingSearch {
  const { ask: _, ...index } = inTurns(options, LOOK)
  return index
}
