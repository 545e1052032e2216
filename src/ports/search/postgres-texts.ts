import { remainsOf } from './typos.ts'
import { joinedWordsOf, nameWordsOf, wordsOf } from './words.ts'

type Weight = 'A' | 'B' | 'C'

/** As many places of one word as are kept, and the last place PostgreSQL can name. */
const MAX_PLACES = 4
const LAST_PLACE = 16_383

/** What a document says, from what matters most to what matters least. */
export interface Texts {
  name: string
  /** Who made it, what it belongs to. */
  about: string[]
  short: string
  long: string
}

/** How texts are stored, which of their words typos are forgiven in, and by which words they are found. */
export function textsOf({ name, about, short, long }: Texts) {
  const [names, joined] = [nameWordsOf(name), joinedWordsOf(name)]
  const [around, shorts] = [about.flatMap(wordsOf), wordsOf(short)]
  const words = new Set([...names, ...around, ...shorts, ...wordsOf(long)])
  const lexemes = new Set([...words, ...joined])
  const columns = {
    name_key: keyOf(name),
    name_words: plainVector(new Set([...names, ...joined])),
    ranked_words: weightedVector([
      ['A', [...names, ...joined]],
      ['B', around],
      ['C', shorts],
    ]),
    all_words: plainVector(lexemes),
  }
  return { columns, words, lexemes }
}

/** A name as it is compared with what people type. */
const keyOf = (name: string): string => wordsOf(name).join(' ')

/** How the words of the index are kept to be found by what is nearly them. */
export const wordRow = (word: string) => ({ word, remains: remainsOf(word) })

/** Words consist of letters, marks and digits: nothing in them needs an escape. */
const plainVector = (words: Set<string>): string => [...words].map((word) => `'${word}'`).join(' ')

function weightedVector(parts: [Weight, string[]][]): string {
  const places = new Map<string, string[]>()
  let place = 0
  for (const [weight, words] of parts) {
    for (const word of words) {
      place = Math.min(place + 1, LAST_PLACE)
      const known = places.get(word) ?? []
      if (known.length < MAX_PLACES) places.set(word, [...known, `${place}${weight}`])
    }
  }
  return [...places].map(([word, at]) => `'${word}':${at.join(',')}`).join(' ')
}
