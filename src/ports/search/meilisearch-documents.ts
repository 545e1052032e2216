import { filterKey, microseconds, otherNamesOf, words } from './meilisearch-texts.ts'
import type { SearchDocument, SupportedRange } from './search.ts'

/**
 * What is stored: one document for each declared range of a plugin, at least one. They differ in `id`, `position` and
 * what begins with `range`; the rest is the plugin's, the same in all, so that any of them can stand for it.
 */
export interface RangeDocument {
  id: string
  plugin_id: string
  /** 0 for the first document of a plugin, which stands for it where no range is asked for. */
  position: number
  range: string | null
  range_platforms: string[]
  name: string
  other_names: string
  author: string
  category_names: string
  short_description: string
  description: string
  categories: string[]
  /** Of all ranges. */
  platforms: string[]
  pumpkin_versions: string[]
  downloads: number
  average_rating: number
  review_count: number
  /** Microseconds since 1970. */
  created_at: number
  updated_at: number
  sort_name: string
}

export function documentsOf(plugin: SearchDocument): RangeDocument[] {
  const shared = sharedBy(plugin)
  const ranges: (SupportedRange | undefined)[] = plugin.ranges.length > 0 ? plugin.ranges : [undefined]
  return ranges.map((range, position) => ({
    id: `${plugin.pluginId}_${position}`,
    position,
    range: range ? filterKey(range.range) : null,
    range_platforms: range?.platforms ?? [],
    ...shared,
  }))
}

function sharedBy(plugin: SearchDocument) {
  const all = (values: (range: SupportedRange) => string[]) => [...new Set(plugin.ranges.flatMap(values))]
  return {
    plugin_id: plugin.pluginId,
    name: words([plugin.name]),
    other_names: otherNamesOf(plugin.name),
    author: words(plugin.author),
    category_names: words(plugin.categories.flatMap(({ slug, name }) => [slug, name])),
    short_description: words([plugin.shortDescription]),
    description: words([plugin.description]),
    categories: plugin.categories.map(({ slug }) => slug),
    platforms: all(({ platforms }) => platforms),
    pumpkin_versions: all(({ pumpkinVersions }) => pumpkinVersions),
    downloads: plugin.downloads,
    average_rating: plugin.averageRating,
    review_count: plugin.reviewCount,
    created_at: microseconds(plugin.createdAt),
    updated_at: microseconds(plugin.updatedAt),
    // Never a number, which would be sorted before all texts.
    sort_name: `n ${plugin.name.toLowerCase()}`,
  }
}
