import { createHash } from 'node:crypto'
import { textsOf } from './postgres-texts.ts'
import type { SearchDocument } from './search.ts'

export interface SearchSet {
  id: number
  members: string[]
}

/** What is stored of a document. */
export interface Row {
  document: Record<string, unknown>
  sets: SearchSet[]
  /** Those that typos in are forgiven. */
  words: Set<string>
}

export function rowOf(it: SearchDocument): Row {
  const { columns, words } = textsOf({
    name: it.name,
    about: [...it.author, ...it.categories.flatMap(({ slug, name }) => [slug, name])],
    short: it.shortDescription,
    long: it.description,
  })
  const categories = setOf(it.categories.map(({ slug }) => slug))
  const platforms = setOf(it.ranges.flatMap((range) => range.platforms))
  const versions = setOf(it.ranges.flatMap((range) => range.pumpkinVersions))
  const ranges = it.ranges.map((range) => rangeSet(range))
  return {
    document: {
      plugin_id: it.pluginId,
      name: it.name.toLowerCase(),
      downloads: it.downloads,
      average_rating: it.averageRating,
      review_count: it.reviewCount,
      created_at: it.createdAt,
      updated_at: it.updatedAt,
      category_set: categories.id,
      platform_set: platforms.id,
      version_set: versions.id,
      range_sets: ranges.map(({ id }) => id),
      ...columns,
    },
    sets: [categories, platforms, versions, ...ranges],
    words,
  }
}

/** Equal sets have equal ids: 52 bits of a hash. */
function setOf(values: string[]): SearchSet {
  const members = [...new Set(values)].sort()
  return { members, id: hashOf(members) }
}

/** A range is the first member of its set, the platforms of its releases are the others. */
function rangeSet({ range, platforms }: { range: string; platforms: string[] }): SearchSet {
  const members = [range, ...[...new Set(platforms)].sort()]
  return { members, id: hashOf(members) }
}

const hashOf = (members: string[]): number =>
  Number.parseInt(createHash('sha256').update(JSON.stringify(members)).digest('hex').slice(0, 13), 16)
