import { all, type Queryable } from './postgres-pool.ts'

/** As many documents as a block has bits. */
export const BLOCK = 65_536

/** So many bits are set in one statement. */
const BATCH = 200_000

/** Documents by what they got and by what they lost. */
export interface Changes {
  added: number[]
  removed: number[]
}

const MISSING = `
  insert into search_terms (term, block, bits)
  select term, block, repeat('0', ${BLOCK})::bit(${BLOCK})
  from json_to_recordset($1) as t (term text, block integer) order by term collate "C", block
  on conflict do nothing`

const CHANGE = `
  update search_terms t set bits = search_bits(t.bits, c.added, c.removed)
  from json_to_recordset($1) as c (term text, block integer, added integer[], removed integer[])
  where t.term = c.term collate "C" and t.block = c.block`

const INSERT = `
  insert into search_terms (term, block, bits)
  select term, block, search_bits(repeat('0', ${BLOCK})::bit(${BLOCK}), added, '{}')
  from json_to_recordset($1) as t (term text, block integer, added integer[])`

/** Changes which documents have which terms. */
export async function change(on: Queryable, changes: Map<string, Changes>): Promise<void> {
  const rows = [...changes].flatMap(([term, { added, removed }]) => {
    const blocks = new Set([...added, ...removed].map(blockOf))
    return [...blocks].map((block) => ({
      term,
      block,
      added: within(added, block),
      removed: within(removed, block),
    }))
  })
  await all(on, MISSING, [JSON.stringify(rows.filter(({ added }) => added.length > 0))])
  await all(on, CHANGE, [JSON.stringify(rows)])
}

/** A growing list, of two bytes a document: there are hundreds of terms for each. */
interface Places {
  places: Uint16Array
  length: number
}

/** Collects what is written at once: documents in the order of their numbers, and their terms. */
export function postings() {
  let block = 0
  let terms = new Map<string, Places>()

  async function flush(on: Queryable): Promise<void> {
    let [rows, bits]: [object[], number] = [[], 0]
    const write = async () => {
      if (rows.length > 0) await all(on, INSERT, [JSON.stringify(rows)])
      ;[rows, bits] = [[], 0]
    }
    for (const [term, { places, length }] of terms) {
      rows.push({ term, block, added: [...places.subarray(0, length)] })
      bits += length
      // What is compressed takes its time as well.
      if (bits > BATCH || rows.length > 2000) await write()
    }
    await write()
    terms = new Map()
  }

  async function add(on: Queryable, document: number, of: Iterable<string>): Promise<void> {
    if (blockOf(document) !== block) {
      await flush(on)
      block = blockOf(document)
    }
    for (const term of of) {
      const known = terms.get(term) ?? { places: new Uint16Array(4), length: 0 }
      terms.set(term, known)
      if (known.length === known.places.length) {
        const longer = new Uint16Array(2 * known.length)
        longer.set(known.places)
        known.places = longer
      }
      known.places[known.length++] = document % BLOCK
    }
  }

  return { add, flush }
}

const blockOf = (document: number): number => Math.floor(document / BLOCK)

const within = (documents: number[], block: number): number[] =>
  documents.filter((document) => blockOf(document) === block).map((document) => document % BLOCK)
