import { expand } from './postgres-expand.ts'
import { all, inTransaction, type Pool, type Queryable } from './postgres-pool.ts'
import { BY_INDEX } from './postgres-rank.ts'
import { tierOf } from './postgres-tier.ts'
import { wordsOf } from './words.ts'

/** Names that begin with the text, then names with its words, then names that resemble it; well-known ones first. */
export async function suggest(pool: Pool, text: string, limit: number): Promise<string[]> {
  const words = wordsOf(text)
  if (words.length === 0) return []
  return inTransaction(pool, (on) => suggestFor(on, words, limit), BY_INDEX)
}

async function suggestFor(on: Queryable, words: string[], limit: number): Promise<string[]> {
  const { names, exact, similar } = await expand(on, words, 'search_words')
  const values: unknown[] = [similar.all, limit]
  const tier = tierOf((value, type) => `$${values.push(value)}::${type}`, names, exact.all)
  const found = await all<{ plugin_id: string }>(
    on,
    `select d.plugin_id from search_names d where d.name_words @@ $1::tsquery
     order by ${tier}, d.downloads desc, d.plugin_id limit $2::int`,
    values,
  )
  return found.map(({ plugin_id }) => plugin_id)
}
