import { inLatin } from '../../lib/latin.ts'

const MAX_LENGTH = 40

/**
 * The words of a text as the index knows them: lower-case, without accents, in Latin letters as far as there are any
 * for them. A word in Latin letters may come of a part of a word in another script.
 */
export function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return words.flatMap(inIndex)
}

/** The words of a name and the parts of such as `WorldEdit`, the words themselves first. */
export function nameWordsOf(name: string): string[] {
  const parts = name.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
  return [...new Set([...wordsOf(name), ...wordsOf(parts)])]
}

/** Each two neighbours of a name written as one word, as people write them who do not know better. */
export function joinedWordsOf(name: string): string[] {
  const words = wordsOf(name)
  return words.slice(1).map((word, at) => `${words[at]}${word}`.slice(0, MAX_LENGTH))
}

const ASCII = /^[a-z0-9]+$/

function inIndex(word: string): string[] {
  if (ASCII.test(word)) return [word.slice(0, MAX_LENGTH)]
  const latin = inLatin(word)
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  // A script without a transliteration: its words are found as they are written.
  return (latin ?? [word]).map((each) => [...each].slice(0, MAX_LENGTH).join(''))
}
