import { slugOf as slugOfName } from '../../lib/slug.ts'

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

/** The slug a plugin's name asks for. It can be reserved or taken: see `insertPlugin`. */
export const slugOf = (name: string): string => slugOfName(name, 'plugin')
