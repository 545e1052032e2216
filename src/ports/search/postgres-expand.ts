import { prepared, type Queryable } from './postgres-pool.ts'
import { remainsOf, typosBetween, typosIn } from './typos.ts'

/** As many words as are looked for, and as many meanings as one of them is given. */
const MAX_WORDS = 10
const MAX_SIMILAR = 40

const known = (vocabulary: string) => `
  select word from ${vocabulary} where remains && $1::integer[]
  union select word from ${vocabulary} where word = any($2::text[])`

/** What was typed, as queries of PostgreSQL. */
export interface Expanded {
  /** The name that was typed, and the one that was meant if words in it are unknown. Letters, digits and spaces. */
  names: string[]
  /** The words of those names, the last of them perhaps only begun: all of them, or any. */
  exact: { all: string; any: string }
  /** The same, and every word that is nearly one of them. */
  similar: { all: string; any: string }
  /** What each word may stand for; the last of them may have been only begun. */
  meanings: { words: string[]; begun?: string }[]
  /** All of them written as one word, where they are few. */
  joined?: string
}

/** Finds the words of an index that were perhaps meant by these; the last one may be the beginning of one. */
export async function expand(on: Queryable, typed: string[], vocabulary: string): Promise<Expanded> {
  const words = typed.slice(0, MAX_WORDS)
  const remains = words.filter((word) => typosIn(word) > 0).flatMap(remainsOf)
  const found = await prepared<{ word: string }>(on, known(vocabulary), [remains, words])
  const there = found.map(({ word }) => word)
  const others = words.map((word, at) => similarTo(word, there, at === words.length - 1))
  const meant = words.map((word, at) =>
    there.includes(word) ? word : (others[at]?.find((other) => isTypoOf(word, other)) ?? word),
  )
  const names = [...new Set([typed, [...meant, ...typed.slice(MAX_WORDS)]].map((each) => each.join(' ')))]
  const exact = [words, meant].map((each) => each.map((word, at) => lexeme(word, at === words.length - 1)))
  const similar = words.map(
    (_, at) =>
      `(${[exact[0]?.[at], ...(others[at] ?? []).map((other) => lexeme(other, false))].join(' | ')})`,
  )
  // `world edit` is also looked for as `worldedit`.
  const joined = words.length === 2 || words.length === 3 ? words.join('') : undefined
  return {
    names,
    exact: {
      all: exact.map((each) => `(${each.join(' & ')})`).join(' | '),
      any: [...new Set(exact.flat())].join(' | '),
    },
    similar: {
      all: joined === undefined ? similar.join(' & ') : `(${similar.join(' & ')}) | ${lexeme(joined, true)}`,
      any: similar.join(' | '),
    },
    meanings: words.map((word, at) => ({
      words: [word, ...(others[at] ?? [])],
      ...(at === words.length - 1 && { begun: word }),
    })),
    joined,
  }
}

const lexeme = (word: string, isBegun: boolean): string => `'${word}'${isBegun ? ':*' : ''}`

const isTypoOf = (word: string, other: string): boolean => typosBetween(word, other, false) <= typosIn(word)

/** The nearest first. */
function similarTo(word: string, known: string[], isBegun: boolean): string[] {
  const forgiven = typosIn(word)
  if (forgiven === 0) return []
  return known
    .filter(({ length }) => length >= word.length - forgiven && (isBegun || length <= word.length + forgiven))
    .map((other) => ({ other, typos: typosBetween(word, other, isBegun) }))
    .filter(({ other, typos }) => typos <= forgiven && other !== word)
    .sort((a, b) => a.typos - b.typos || a.other.length - b.other.length || (a.other < b.other ? -1 : 1))
    .slice(0, MAX_SIMILAR)
    .map(({ other }) => other)
}
