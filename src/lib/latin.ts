import { transliterate } from 'transliteration'

/** A text in Latin letters, as far as there are any for it. */
export const inLatin = (text: string): string => transliterate(text.toWellFormed().normalize('NFKC'))
