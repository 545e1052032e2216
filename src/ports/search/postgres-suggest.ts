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
  return (await mostUsedWith(on, words, limit)) ?? compared(on, words, limit)
}

/** Thousands of names begin with so few letters: the first of them are found among what is used most. */
const FEW_LETTERS = 2
const MOST_USED = 2000

/** The same that `compared` would find; nothing where there are too few among the most used. */
async function mostUsedWith(
  on: Queryable,
  [word = '', ...others]: string[],
  limit: number,
): Promise<string[] | undefined> {
  if (others.length > 0 || [...word].length > FEW_LETTERS) return undefined
  const found = await all<{ plugin_id: string; is_name: boolean }>(
    on,
    `(select plugin_id, true as is_name from search_names
      where name_words @@ $2::tsquery and name_key = $1 order by downloads desc, plugin_id limit $3::int)
     union all
     (select d.plugin_id, false
      from (select * from search_documents order by downloads desc, plugin_id limit ${MOST_USED}) d
      join search_names n using (document)
      where n.name_key like $1 || '%' and n.name_key <> $1 order by d.downloads desc, d.plugin_id limit $3::int)`,
    [word, `'${word}'`, limit],
  )
  const areEnough = found.filter(({ is_name }) => !is_name).length === limit
  return areEnough ? found.slice(0, limit).map(({ plugin_id }) => plugin_id) : undefined
}

/** Every name with the words, or with words that resemble them, each compared with what was typed. */
async function compared(on: Queryable, words: string[], limit: number): Promise<string[]> {
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
