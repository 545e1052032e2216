import type { SearchResult } from '../../ports/search/search.ts'
import type { Context } from '../context.ts'

export const NOTHING: SearchResult = {
  pluginIds: [],
  estimatedTotal: 0,
  facets: { categories: {}, platforms: {}, pumpkinVersions: {} },
}

/** Engines disagree on what a text without a letter or digit finds; here it finds nothing. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** Says in the answer that not the configured engine gave it. */
export function announceEngine(ctx: Context, { answeredBy }: { answeredBy?: 'fallback' }): void {
  if (answeredBy === 'fallback') ctx.answer.setHeader('x-search-engine', 'postgres-fallback')
}
