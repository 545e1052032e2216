import { transliterate } from 'transliteration'

const MAX_LENGTH = 100
const FALLBACK = 'plugin'

/** Words that stand where a slug stands in a path of the API or of the front end, now or one day. */
const RESERVED = new Set([
  'admin',
  'api',
  'categories',
  'create',
  'edit',
  'mine',
  'new',
  'popular',
  'pumpkin-versions',
  'search',
  'stats',
  'suggest',
  'suggestions',
  'trending',
])

/** Words no plugin gets as its slug. */
export const isReserved = (slug: string): boolean => RESERVED.has(slug)

/**
 * The slug a name asks for: transliterated, lower-case, `[a-z0-9-]`, 1 to 100 characters; `plugin` when
 * nothing is left. It can be reserved or taken: see `insertPlugin`.
 */
export function slugOf(name: string): string {
  const words = transliterate(name.normalize('NFKC'))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return (
    words
      .slice(0, MAX_LENGTH + 1)
      .replace(/^-/, '')
      .slice(0, MAX_LENGTH)
      .replace(/-$/, '') || FALLBACK
  )
}
