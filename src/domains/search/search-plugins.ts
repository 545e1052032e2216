import type { SearchResult } from '../../ports/search/search.ts'
import type { Context } from '../context.ts'
import { announceEngine, hasWords, NOTHING } from './engine.ts'
import { findAsSeenBy } from './own-hidden.ts'
import { rangesWith } from './ranges.ts'
import { readHits } from './read-hits.ts'
import type { SearchPage, SearchPlugins } from './schema.ts'

/** A page of the live plugins that match, with how many match each value of the facets. */
export async function searchPlugins(ctx: Context, input: SearchPlugins): Promise<SearchPage> {
  const started = performance.now()
  const found = await find(ctx, input)
  announceEngine(ctx, found)
  const hits = await readHits(ctx.app, found.pluginIds)
  const { categories, platforms, pumpkinVersions } = found.facets
  return {
    hits,
    estimated_total_hits: found.estimatedTotal,
    processing_time_ms: Math.round(performance.now() - started),
    facet_distribution: { categories, platforms, pumpkin_versions: pumpkinVersions },
    page: input.page,
    per_page: input.per_page,
  }
}

async function find(ctx: Context, input: SearchPlugins): Promise<SearchResult> {
  if (input.q !== '' && !hasWords(input.q)) return NOTHING
  const version = input.pumpkin_version
  const ranges = version === undefined ? undefined : await rangesWith(ctx.app, version)
  if (ranges?.length === 0) return NOTHING
  return findAsSeenBy(ctx, {
    text: input.q,
    category: input.category,
    platform: input.platform,
    ranges,
    sort: input.sort,
    offset: (input.page - 1) * input.per_page,
    limit: input.per_page,
  })
}
