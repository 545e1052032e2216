import { z } from 'zod'
import {
  SearchPage,
  SearchPlugins,
  Suggestion,
  SuggestPlugins,
  searchPlugins,
  suggestPlugins,
} from '../src/domains/search/index.ts'
import { open } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const hit = {
  id: '550e8400-e29b-41d4-a716-446655440000',
  slug: 'fast-chunks',
  name: 'Fast Chunks',
  short_description: 'Optimized chunk loading for Pumpkin MC',
  downloads_total: 1250,
  average_rating: 4.5,
  review_count: 12,
  icon_url: 'https://pub-xxx.r2.dev/plugins/fast-chunks/icon.png',
  author: { username: 'rustdev', avatar_url: 'https://avatars.githubusercontent.com/u/1' },
  categories: [{ slug: 'optimization', name: 'Optimization', icon: 'zap' }],
  created_at: '2026-03-06T12:00:00Z',
  updated_at: '2026-03-10T08:30:00Z',
  platforms: ['linux', 'windows'],
  pumpkin_versions: ['0.3.1', '0.3.0'],
}

const ENGINE =
  'While the configured search engine does not answer, PostgreSQL does, and the answer carries the header ' +
  '`x-search-engine: postgres-fallback`.'

export const search = t.router({
  search: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/search',
        tags: ['search'],
        summary: 'Search plugins',
        description:
          'Full-text search over names, authors, categories and descriptions. Words of five letters and more are ' +
          'forgiven one typo, of nine and more two; the last word may be unfinished; accents and case do not matter. ' +
          'Every word has to match; where nothing has them all, plugins with some of them are found. `relevance` puts ' +
          'the very name first, then names that begin so, then names with the words; without a query it is ' +
          '`downloads`. `platform` and `pumpkin_version` together ask for releases of one declared range that ' +
          `support both. A release without bounds fits every version. ${ENGINE}`,
      },
      rest: {
        cache: 'body',
        differing: ['processing_time_ms'],
        errors: {
          validation_failed: 'A parameter is out of range, or the version is not a semantic version',
        },
        example: {
          input: { q: 'chunk', platform: 'linux', sort: 'relevance', page: 1, per_page: 20 },
          output: {
            hits: [hit],
            estimated_total_hits: 1,
            processing_time_ms: 3,
            facet_distribution: {
              categories: { optimization: 1 },
              platforms: { linux: 1, windows: 1 },
              pumpkin_versions: { '0.3.0': 1, '0.3.1': 1 },
            },
            page: 1,
            per_page: 20,
          },
        },
      },
    })
    .input(SearchPlugins)
    .output(SearchPage)
    .query(({ ctx, input }) => searchPlugins(ctx, input)),

  suggest: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/search/suggest',
        tags: ['search'],
        summary: 'Suggest plugins',
        description: `Plugins whose name begins with or resembles what was typed so far, best first. ${ENGINE}`,
      },
      rest: {
        cache: 'body',
        errors: { validation_failed: 'The query is missing or empty, or the limit out of range' },
        example: {
          input: { q: 'fast', limit: 5 },
          output: [{ name: 'Fast Chunks', slug: 'fast-chunks' }],
        },
      },
    })
    .input(SuggestPlugins)
    .output(z.array(Suggestion))
    .query(({ ctx, input }) => suggestPlugins(ctx, input)),
})
