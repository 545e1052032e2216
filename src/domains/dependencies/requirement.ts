import semver from 'semver'
import { type Interval, intervalsOf } from './intervals.ts'

export const MAX_REQUIREMENT_LENGTH = 256
const MAX_ALTERNATIVES = 32

const NUMBER = '(?:0|[1-9]\\d*)'
const IDENTIFIER = `(?:${NUMBER}|\\d*[a-zA-Z-][0-9a-zA-Z-]*)`
const dotted = (part: string) => `${part}(?:\\.${part})*`
const WHOLE = `${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${dotted(IDENTIFIER)})?(?:\\+${dotted('[0-9a-zA-Z-]+')})?`
/** Two numbers with or without a wildcard behind them, or fewer and only wildcards behind them. */
const SHORT = `${NUMBER}\\.${NUMBER}(?:\\.[xX*])?|${NUMBER}(?:\\.[xX*]){0,2}|[xX*](?:\\.[xX*]){0,2}`
/** A version, or the start of one (`1.2`, `1.2.x`, `*`); npm also takes a `v` before it. */
const PARTIAL = `v?(${WHOLE}|${SHORT})`
const HYPHEN = new RegExp(`^${PARTIAL} +- +${PARTIAL}$`)
const COMPARATOR = new RegExp(`(\\^|~>?|[<>]=?|=)? *${PARTIAL}( *, *| +|$)`, 'y')
const WILDCARD = /^(?:.*\.)?[xX*](?:\.|$)/
const HINT = 'write for example >=0.2.0, ^1.0, ~0.3, 1.x or >=1.2, <2 || ^3'

/**
 * What a requirement admits, or what is wrong with it: the comparators of Cargo and npm in one language. Commas and
 * spaces both mean "and", `||` means "or", and a version without a comparator means `^`.
 */
export function parseRequirement(text: string): { intervals: Interval[] } | { problem: string } {
  if (text === '') return { problem: `must not be empty; ${HINT}, or * for any version` }
  if (text.length > MAX_REQUIREMENT_LENGTH) {
    return { problem: `must have at most ${MAX_REQUIREMENT_LENGTH} characters` }
  }
  if (!/^[\x20-\x7e]*$/.test(text)) return { problem: `holds a character that no requirement has; ${HINT}` }
  const alternatives = text.split('||').map((part) => part.trim())
  if (alternatives.length > MAX_ALTERNATIVES) {
    return { problem: `must have at most ${MAX_ALTERNATIVES} alternatives` }
  }
  const intervals: Interval[] = []
  for (const alternative of alternatives) {
    const range = rangeOf(alternative)
    if (typeof range === 'string') return { problem: range }
    for (const comparators of range.set) intervals.push(...intervalsOf(comparators))
  }
  return { intervals }
}

/** What the text of a requirement that passed its schema admits. */
export function intervalsIn(requirement: string): Interval[] {
  const parsed = parseRequirement(requirement)
  if ('problem' in parsed) throw new Error(`the requirement ${requirement} ${parsed.problem}`)
  return parsed.intervals
}

/** One alternative as `semver` reads it, or what is wrong with it. */
function rangeOf(alternative: string): semver.Range | string {
  if (alternative === '') return `has an empty alternative beside ||; ${HINT}`
  const comparators = hyphenRange(alternative) ?? comparatorsOf(alternative)
  if (!comparators) return `cannot be read at "${alternative}"; ${HINT}`
  if (comparators.some(hasHugeNumber)) return `holds a number above ${Number.MAX_SAFE_INTEGER}`
  try {
    return new semver.Range(comparators.join(' '))
  } catch {
    return `ends beyond ${Number.MAX_SAFE_INTEGER}, the highest number a version can have, at "${alternative}"`
  }
}

function hyphenRange(text: string): string[] | undefined {
  const match = HYPHEN.exec(text)
  return match ? [withoutBuild(match[1] ?? ''), '-', withoutBuild(match[2] ?? '')] : undefined
}

/** Each with its operator written out; undefined when the text is anything else. */
function comparatorsOf(text: string): string[] | undefined {
  const found: string[] = []
  for (COMPARATOR.lastIndex = 0; COMPARATOR.lastIndex < text.length; ) {
    const match = COMPARATOR.exec(text)
    if (!match) return undefined
    const [, operator, partial = '', separator = ''] = match
    const isLast = COMPARATOR.lastIndex === text.length
    // The text is trimmed: what separates is followed by something.
    if (isLast && separator !== '') return undefined
    found.push(`${operator ?? (WILDCARD.test(partial) ? '' : '^')}${withoutBuild(partial)}`)
    if (isLast) break
  }
  return found
}

const withoutBuild = (version: string): string => version.split('+', 1)[0] ?? version

/** Beyond 2^53 - 1 numbers are not told apart. Digits beside letters, as in `rc1`, are no number. */
function hasHugeNumber(comparator: string): boolean {
  const [core = '', ...prerelease] = comparator.split('-')
  const identifiers = prerelease.join('-').split('.')
  const numbers = [...(core.match(/\d+/g) ?? []), ...identifiers.filter((part) => /^\d+$/.test(part))]
  return numbers.some((number) => !Number.isSafeInteger(Number(number)))
}
