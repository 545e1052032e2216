import type * as Transliteration from 'transliteration'
import { lazily } from './lazily.ts'

const transliteration = lazily<typeof Transliteration>('transliteration')
const ASCII = /^[\0-\x7f]*$/

/** A text in Latin letters, as far as there are any for it. */
export const inLatin = (text: string): string =>
  ASCII.test(text) ? text : transliteration().transliterate(text.toWellFormed().normalize('NFKC'))
