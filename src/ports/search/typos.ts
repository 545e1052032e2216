/** As much of a word as is looked at to find the words that differ from it by a typo. */
const PREFIX = 7
const SHORT_PREFIX = 5

/** How many typos a word of this length is forgiven. */
export const typosIn = (word: string): 0 | 1 | 2 => (word.length < 5 ? 0 : word.length < 9 ? 1 : 2)

/**
 * Hashes of what is left of a word's beginning when letters are taken away. Two words that differ by the typos they
 * are forgiven, or one and the beginning of another, have one in common; so do a few that do not differ so.
 */
export function remainsOf(word: string): number[] {
  if (word.length < SHORT_PREFIX - 1) return []
  // One letter less than what is forgiven two typos may be meant by one that is.
  const rests = takeAway(word.slice(0, PREFIX), word.length >= 7 ? 2 : 1)
  return [...new Set([...rests, ...takeAway(word.slice(0, SHORT_PREFIX), 1)].map(hashOf))]
}

function takeAway(word: string, letters: number): Set<string> {
  const rests = new Set([word])
  let last = [word]
  for (let i = 0; i < letters; i++) {
    last = last.flatMap((rest) => [...rest].map((_, at) => rest.slice(0, at) + rest.slice(at + 1)))
    for (const rest of last) rests.add(rest)
  }
  return rests
}

/** FNV-1a, as a 32-bit integer with a sign. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}

/**
 * The typos between what was typed and a word: letters that are missing, added, wrong or swapped with their
 * neighbour. With `asPrefix`, the word may go on. A wrong first letter counts twice.
 */
export function typosBetween(typed: string, word: string, asPrefix: boolean): number {
  let before: number[] = []
  let last = Array.from({ length: word.length + 1 }, (_, at) => at)
  for (let i = 1; i <= typed.length; i++) {
    const row = [i]
    for (let j = 1; j <= word.length; j++) {
      const isSame = typed[i - 1] === word[j - 1]
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) {
        least = Math.min(least, at(before, j - 2) + 1)
      }
      row.push(least)
    }
    before = last
    last = row
  }
  const typos = asPrefix ? Math.min(...last) : at(last, word.length)
  return typos > 0 && typed[0] !== word[0] ? typos + 1 : typos
}

const at = (row: number[], index: number): number => row[index] as number
