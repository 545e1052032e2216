import { seeded } from './random.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** So many queries of one to three words that begin one of the texts, one word misspelt; the same ones each time. */
export function misspelt(texts: readonly string[], count: number, seed = 7): string[] {
  const random = seeded(seed)
  return Array.from({ length: count }, () => {
    const text = texts[Math.floor(random() * texts.length)] as string
    const words = text
      .toLowerCase()
      .split(' ')
      .slice(0, 1 + Math.floor(random() * 3))
    const at = Math.floor(random() * words.length)
    return words.map((word, index) => (index === at ? withTypo(word, random) : word)).join(' ')
  })
}

/** A letter that is missing, added, wrong or swapped; not the first one, and not in words of four letters or fewer. */
function withTypo(word: string, random: () => number): string {
  if (word.length < 5) return word
  const at = 1 + Math.floor(random() * (word.length - 2))
  const letter = LETTERS[Math.floor(random() * LETTERS.length)] as string
  const [before, here, next, after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)]
  const typos = [
    before + next + after,
    before + letter + here + next + after,
    before + letter + next + after,
    before + next + here + after,
  ]
  return typos[Math.floor(random() * typos.length)] as string
}
