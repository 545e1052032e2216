import { createHash } from 'node:crypto'
import { nameWordsOf, wordsOf } from './words.ts'

export const words = (texts: string[]): string => texts.flatMap(wordsOf).join(' ')

/** What else than its words a name is found by. */
export function otherNamesOf(name: string): string {
  const names = wordsOf(name)
  return nameWordsOf(name)
    .filter((word) => !names.includes(word))
    .join(' ')
}

/** Filters forget case and what is longer than 468 bytes; this knows neither. */
export const filterKey = (value: string): string =>
  `r${createHash('sha256').update(value).digest('hex').slice(0, 32)}`

/** Numbers order as the times do; ISO texts do not, since not all have a fraction. */
export function microseconds(time: string): number {
  const [, seconds = time, fraction = ''] = /^([^.]*)(?:\.(\d+))?Z$/.exec(time) ?? []
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))
}
