import { codePoints } from './text.ts'

const MAX_LENGTH = 255
/** Control characters, line separators, what turns the direction of text around, and what was not valid UTF-8. */
const DECEPTIVE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffd]/u

/** The name under which a file is kept; everything that is readable as one name stays as it is. */
export const normaliseFileName = (name: string): string => name.normalize('NFC')

/** Why a file cannot be kept under this name; undefined when it can. */
export function fileNameProblem(name: string): string | undefined {
  if (name === '') return 'needs a file name'
  if (/[/\\]/.test(name) || name === '.' || name === '..') return 'must have a file name without a path'
  if (DECEPTIVE.test(name)) return 'must have a file name without control or invisible characters'
  // Windows drops these, so that the file would be saved under another name.
  if (/^\s|[\s.]$/u.test(name))
    return 'must have a file name that does not begin with a space or end with a space or dot'
  if (codePoints(name) > MAX_LENGTH) return `must have a file name of at most ${MAX_LENGTH} characters`
  return undefined
}
