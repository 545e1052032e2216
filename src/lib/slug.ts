import { inLatin } from './latin.ts'

const MAX_LENGTH = 100

/**
 * The slug a name asks for: transliterated, lower-case, `[a-z0-9-]`, 1 to 100 characters; `fallback` when nothing is
 * left. It can be reserved or taken.
 */
export function slugOf(name: string, fallback: string): string {
  const words = inLatin(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return (
    words
      .slice(0, MAX_LENGTH + 1)
      .replace(/^-/, '')
      .slice(0, MAX_LENGTH)
      .replace(/-$/, '') || fallback
  )
}
