import { inLatin } from '../../lib/latin.ts'
import type { SearchDocument, SearchQuery, SearchResult, SearchSort } from '../../ports/search/search.ts'
import type { Context } from '../context.ts'
import { NOTHING } from './engine.ts'
import { readDocuments, readHidden } from './read-documents.ts'

/**
 * Asks the index; who is shadow-banned also finds what only they see, which is in no index: few plugins, that are looked
 * through here and take their places among what is found.
 */
export async function findAsSeenBy(ctx: Context, query: SearchQuery): Promise<SearchResult> {
  const hidden = await hiddenOf(ctx)
  const own = hidden.filter((each) => matches(each, query)).sort(orderOf(query))
  if (own.length === 0) return ctx.app.search.find(query)
  // Of those before the page, each may push what is found to a place further back.
  const first = Math.max(0, query.offset - own.length)
  const end = query.offset + query.limit
  const answer = await ctx.app.search.find({ ...query, offset: first, limit: end - first })
  const documents = await inOrder(ctx, answer.pluginIds)
  // What has some of the words is found where nothing has them all.
  const isSecondBest = wordsOf(query.text).length > 1 && !documents.some((each) => matches(each, query))
  const found = isSecondBest ? { ...answer, ...NOTHING } : answer
  const merged = merge(isSecondBest ? [] : documents, own, orderOf(query))
  return {
    ...found,
    pluginIds: merged.slice(query.offset - first, end - first).map(({ pluginId }) => pluginId),
    estimatedTotal: found.estimatedTotal + own.length,
    facets: countedIn(found.facets, own),
  }
}

/** As `findAsSeenBy`, of names that begin with what was typed. */
export async function suggestAsSeenBy(ctx: Context, text: string, limit: number) {
  const found = await ctx.app.search.suggest(text, limit)
  const asked = wordsOf(text)
  const own = (await hiddenOf(ctx)).filter(({ name }) => hasAll(wordsOf(name), asked))
  return { ...found, pluginIds: [...own.map(({ pluginId }) => pluginId), ...found.pluginIds].slice(0, limit) }
}

const hiddenOf = async ({ app, actor }: Context): Promise<SearchDocument[]> =>
  actor.kind !== 'anonymous' && actor.isShadowed ? readHidden(app) : []

async function inOrder({ app }: Context, ids: string[]): Promise<SearchDocument[]> {
  const documents = new Map((await readDocuments(app, ids)).map((each) => [each.pluginId, each]))
  return ids.flatMap((id) => documents.get(id) ?? [])
}

function matches(document: SearchDocument, { text, category, platform, ranges }: SearchQuery): boolean {
  if (category !== undefined && !document.categories.some(({ slug }) => slug === category)) return false
  const fits = ({ range, platforms }: SearchDocument['ranges'][number]) =>
    (ranges === undefined || ranges.includes(range)) &&
    (platform === undefined || platforms.includes(platform))
  if ((ranges || platform !== undefined) && !document.ranges.some(fits)) return false
  return hasAll(wordsOf(textOf(document)), wordsOf(text))
}

const textOf = ({ name, shortDescription, description, author, categories }: SearchDocument): string =>
  [
    name,
    shortDescription,
    description,
    ...author,
    ...categories.map((each) => `${each.slug} ${each.name}`),
  ].join(' ')

const wordsOf = (text: string): string[] =>
  inLatin(text.normalize('NFKC'))
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

const hasAll = (words: string[], asked: string[]): boolean =>
  asked.every((each) => words.some((word) => word.startsWith(each)))

type Order = (a: SearchDocument, b: SearchDocument) => number

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byName: Order = (a, b) => byText(a.name.toLowerCase(), b.name.toLowerCase())
const byAge: Order = (a, b) => byText(a.createdAt, b.createdAt)
const byRating: Order = (a, b) => a.averageRating - b.averageRating || a.reviewCount - b.reviewCount
const byDownloads: Order = (a, b) => b.downloads - a.downloads

const ORDERS: Record<Exclude<SearchSort, 'relevance'>, Order> = {
  downloads: byDownloads,
  newest: (a, b) => byAge(b, a),
  oldest: byAge,
  updated: (a, b) => byText(b.updatedAt, a.updatedAt),
  name_asc: byName,
  name_desc: (a, b) => byName(b, a),
  rating: (a, b) => byRating(b, a),
  rating_asc: byRating,
}

function orderOf({ text, sort }: SearchQuery): Order {
  const last: Order = (a, b) => byText(a.pluginId, b.pluginId)
  if (sort !== 'relevance') return (a, b) => ORDERS[sort](a, b) || last(a, b)
  const asked = wordsOf(text)
  const isNamed = ({ name }: SearchDocument) => Number(hasAll(wordsOf(name), asked))
  return (a, b) => isNamed(b) - isNamed(a) || byDownloads(a, b) || last(a, b)
}

/** What is found keeps its order. */
function merge(found: SearchDocument[], own: SearchDocument[], order: Order): SearchDocument[] {
  const left = [...own]
  const merged = found.flatMap((each) => {
    const before = left.findIndex((one) => order(one, each) > 0)
    return [...left.splice(0, before < 0 ? left.length : before), each]
  })
  return [...merged, ...left]
}

function countedIn(facets: SearchResult['facets'], own: SearchDocument[]): SearchResult['facets'] {
  const counted = structuredClone(facets)
  const count = (facet: Record<string, number>, values: string[]) => {
    for (const value of new Set(values)) facet[value] = (facet[value] ?? 0) + 1
  }
  for (const { categories, ranges } of own) {
    count(
      counted.categories,
      categories.map(({ slug }) => slug),
    )
    count(
      counted.platforms,
      ranges.flatMap(({ platforms }) => platforms),
    )
    count(
      counted.pumpkinVersions,
      ranges.flatMap(({ pumpkinVersions }) => pumpkinVersions),
    )
  }
  return counted
}
