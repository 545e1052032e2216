import { z } from 'zod'
import { pageInput } from '../../lib/paging.ts'
import { singleLine } from '../../lib/text.ts'
import { SEARCH_SORTS } from '../../ports/search/search.ts'
import { PluginSummary } from '../plugins/index.ts'
import { isVersion } from '../versions/index.ts'

const MAX_TEXT = 200
const MAX_SUGGESTIONS = 10

export const SearchPlugins = z.object({
  q: singleLine({ max: MAX_TEXT })
    .default('')
    .describe('Search query (typo-tolerant); empty finds everything'),
  category: singleLine({ max: 100 })
    .optional()
    .describe('Filter by category slug; an unknown one matches nothing'),
  platform: z.enum(['windows', 'macos', 'linux']).optional().describe('Filter by platform'),
  pumpkin_version: z
    .string()
    .max(255)
    .refine(isVersion, 'must be a strict semantic version such as 0.3.1, without a leading "v"')
    .optional()
    .describe('Filter by Pumpkin MC version: plugins with a release whose declared range contains it'),
  sort: z.enum(SEARCH_SORTS).default('relevance').describe('What to order by'),
  ...pageInput(),
})
export type SearchPlugins = z.infer<typeof SearchPlugins>

export const SearchHit = z
  .object({
    ...PluginSummary.shape,
    platforms: z.array(z.string()).describe('For which a release that is not yanked has a binary'),
    pumpkin_versions: z
      .array(z.string())
      .describe('Known Pumpkin versions that its releases support, newest first'),
  })
  .meta({ id: 'SearchHit' })
export type SearchHit = z.infer<typeof SearchHit>

const counts = (value: string) => z.record(z.string(), z.int()).describe(`${value} → matching plugins`)

export const SearchPage = z
  .object({
    hits: z.array(SearchHit),
    estimated_total_hits: z.int().describe('How many match in all'),
    processing_time_ms: z.int(),
    facet_distribution: z
      .object({
        categories: counts('Category slug'),
        platforms: counts('Platform'),
        pumpkin_versions: counts('Known Pumpkin version'),
      })
      .describe('Over all matches, not over the page alone'),
    page: z.int(),
    per_page: z.int(),
  })
  .meta({ id: 'SearchPage' })
export type SearchPage = z.infer<typeof SearchPage>

export const SuggestPlugins = z.object({
  q: singleLine({ min: 1, max: MAX_TEXT }).describe('Partial search query'),
  limit: z.int().min(1).max(MAX_SUGGESTIONS).default(5).describe('Max suggestions'),
})
export type SuggestPlugins = z.infer<typeof SuggestPlugins>

export const Suggestion = z.object({ name: z.string(), slug: z.string() }).meta({ id: 'Suggestion' })
export type Suggestion = z.infer<typeof Suggestion>
