import { Migration0001Registry } from './0001-registry.ts'
import { Migration0002Categories } from './0002-categories.ts'
import { Migration0003RateLimits } from './0003-rate-limits.ts'

/** In the order they run. A migration that has landed never changes. */
export const migrations = [
  { name: '0001-registry', class: Migration0001Registry },
  { name: '0002-categories', class: Migration0002Categories },
  { name: '0003-rate-limits', class: Migration0003RateLimits },
]
