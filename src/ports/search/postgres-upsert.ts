import { all, type Queryable } from './postgres-pool.ts'
import { wordRow } from './postgres-texts.ts'

/** SQL that writes rows, given as one JSON text, over those of the same key. What did not change is not written again. */
export function upsertOf(table: string, key: string, columns: Record<string, string>): string {
  const names = Object.keys(columns)
  const list = (prefix = '') => names.map((name) => `${prefix}${name}`).join(', ')
  const types = Object.entries(columns).map((column) => column.join(' '))
  return `
    insert into ${table} as d (${list()})
    select ${list()} from json_to_recordset($1) as t (${types.join(', ')}) order by ${key}
    on conflict (${key}) do update set (${list()}) = row (${list('excluded.')})
    where (${list('d.')}) is distinct from (${list('excluded.')})`
}

/** Adds to the words of an index those that are new. */
export async function putWords(on: Queryable, vocabulary: string, words: Set<string>): Promise<void> {
  const missing = await all<{ word: string }>(
    on,
    `select word from unnest($1::text[]) as t (word)
     where not exists (select from ${vocabulary} w where w.word = t.word)`,
    [[...words]],
  )
  if (missing.length === 0) return
  await all(
    on,
    `insert into ${vocabulary} (word, remains)
     select word, remains from json_to_recordset($1) as t (word text, remains integer[]) order by word collate "C"
     on conflict do nothing`,
    [JSON.stringify(missing.map(({ word }) => wordRow(word)))],
  )
}
