import { all } from './postgres-pool.ts'
import { postings } from './postgres-postings.ts'
import type { Rebuilt } from './postgres-rebuild.ts'
import { rowsOf } from './postgres-row.ts'
import { withBeginnings } from './postgres-terms.ts'
import { putWords } from './postgres-upsert.ts'
import { LOCK, writeRows } from './postgres-write.ts'
import type { SearchDocument } from './search.ts'

const MADE_ANEW = ['search_terms', 'search_documents', 'search_names', 'search_texts']

/** How the index of plugins is rebuilt: its documents are numbered anew. */
export const REBUILT: Rebuilt<SearchDocument> = {
  state: 'postgres_settings',
  // Of an index that was built with others, nothing is kept.
  settings: 1,
  lock: LOCK,
  tables: { search_words: { key: 'word', type: 'text' } },
  begin() {
    const terms = postings()
    let next = 0
    return {
      async start(on) {
        for (const table of MADE_ANEW) await all(on, `delete from ${table}`)
      },
      async write(on, documents) {
        const rows = rowsOf(documents).map((row) => ({ ...row, document: next++ }))
        for (const { document, terms: of } of rows) await terms.add(on, document, withBeginnings(of))
        await writeRows(on, rows)
        const words = new Set(rows.flatMap((row) => [...row.words]))
        await putWords(on, 'search_words', words)
        return { search_words: words }
      },
      async finish(on) {
        await terms.flush(on)
        await all(on, 'update search_state set next_document = $1', [next])
      },
    }
  },
}
