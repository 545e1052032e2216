import { createHash } from 'node:crypto'
import type { Settings } from 'meilisearch'

/** Changes whenever `documentsOf` makes other documents of the same plugin. */
export const DOCUMENTS = 1

/** What every index of ours is set to. */
export const SHARED_SETTINGS = {
  typoTolerance: { enabled: true, minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 } },
  // More than there are versions of Pumpkin: what lies beyond would be missing in the facets.
  faceting: { maxValuesPerFacet: 5000 },
  // Ends what can be paged through, not what is looked at.
  pagination: { maxTotalHits: 10_000_000 },
} satisfies Settings

/** A sort that is asked for comes before what is relevant; at last what many people use, and something unique. */
export const rankingOf = (use: string, id: string): string[] => [
  'sort',
  'words',
  'typo',
  'proximity',
  'attribute',
  'exactness',
  `${use}:desc`,
  `${id}:asc`,
]

/**
 * Of the index of plugins. Words are cut by us (`words.ts`), the same way for what is stored and what is typed, so that
 * both engines agree on what a word is.
 */
export const SETTINGS = {
  searchableAttributes: [
    'name',
    'other_names',
    'author',
    'category_names',
    'short_description',
    'description',
  ],
  filterableAttributes: [
    'plugin_id',
    'position',
    'range',
    'range_platforms',
    'categories',
    'platforms',
    'pumpkin_versions',
  ],
  sortableAttributes: [
    'downloads',
    'created_at',
    'updated_at',
    'sort_name',
    'average_rating',
    'review_count',
    'plugin_id',
  ],
  rankingRules: rankingOf('downloads', 'plugin_id'),
  ...SHARED_SETTINGS,
} satisfies Settings

/** The index of these settings. Other settings have another one, so that servers of two versions get along. */
export const indexName = (
  prefix: string,
  { version, settings }: { version: number; settings: Settings } = { version: DOCUMENTS, settings: SETTINGS },
): string =>
  `${prefix}_${createHash('sha256')
    .update(JSON.stringify([version, settings]))
    .digest('hex')
    .slice(0, 12)}`
