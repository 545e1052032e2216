import { expand } from './postgres-expand.ts'
import { prepared, type Queryable } from './postgres-pool.ts'
import { Asked } from './postgres-rank.ts'
import { tierOf } from './postgres-tier.ts'
import { wordsOf } from './words.ts'

/** Names that begin with the text, then names with its words, then names that resemble it; well-known ones first. */
export async function suggest(on: Queryable, text: string, limit: number): Promise<string[]> {
  const words = wordsOf(text)
  if (words.length === 0) return []
  return (await mostUsedWith(on, words, limit)) ?? compared(on, words, limit)
}

/** Names that begin with two letters are in an index by use; those that begin with one are among the most used. */
const BEGINNINGS: Record<number, string> = {
  1: `(select * from search_documents order by downloads desc, plugin_id limit 2000) d where left(d.beginning, 1) = $1`,
  2: 'search_documents d where d.beginning = $1',
}

/** For one or two letters what `compared` would find, without comparing thousands; nothing where there are too few. */
async function mostUsedWith(
  on: Queryable,
  [word = '', ...others]: string[],
  limit: number,
): Promise<string[] | undefined> {
  const beginning = others.length === 0 ? BEGINNINGS[[...word].length] : undefined
  if (!beginning) return undefined
  const found = await prepared<{ plugin_id: string }>(
    on,
    `(select plugin_id from search_names
      where name_words @@ $2::tsquery and name_key = $1 order by downloads desc, plugin_id limit $3::int)
     union all
     (select d.plugin_id from ${beginning} order by d.downloads desc, d.plugin_id limit $3::int)`,
    [word, `'${word}'`, limit],
  )
  const ids = [...new Set(found.map(({ plugin_id }) => plugin_id))]
  return ids.length < limit ? undefined : ids.slice(0, limit)
}

/** Every name with the words, or with words that resemble them, each compared with what was typed. */
async function compared(on: Queryable, words: string[], limit: number): Promise<string[]> {
  const { names, exact, similar } = await expand(on, words, 'search_words')
  const asked = new Asked([similar.all, limit])
  const tier = tierOf(asked.param, names, exact.all)
  const found = await prepared<{ plugin_id: string }>(
    on,
    `select d.plugin_id from search_names d where d.name_words @@ $1::tsquery
     order by ${tier}, d.downloads desc, d.plugin_id limit $2::int`,
    asked.values,
  )
  return found.map(({ plugin_id }) => plugin_id)
}
