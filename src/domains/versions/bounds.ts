import semver from 'semver'
import { isVersion } from './semver.ts'

const NUMBER = '(0|[1-9]\\d{0,15})'
const X_RANGE = new RegExp(`^${NUMBER}\\.(?:${NUMBER}\\.[xX*]|[xX*](?:\\.[xX*])?)$`)

/** Whether a text can bound Pumpkin versions: a semver (`0.3.1`) or an x-range (`0.3.x`, `1.x`). */
export const isBound = (text: string): boolean =>
  isVersion(text) || numbersOf(text)?.every(Number.isSafeInteger) === true

/**
 * Whether any version lies within both bounds. An x-range begins with its first version and, as a maximum,
 * includes its last: `0.3.x` ends before every prerelease of `0.4.0`.
 */
export function boundsMeet(min: string, max: string): boolean {
  const lowest = semver.parse(lowestOf(min))
  if (!lowest) return false
  const [major, minor] = numbersOf(max) ?? []
  if (major === undefined) return lowest.compare(max) <= 0
  if (lowest.major !== major || minor === undefined) return lowest.major <= major
  return lowest.minor <= minor
}

/**
 * Whether a version lies within the bounds; a missing one is no bound. Prereleases of the minimum come before it; an
 * x-range as a maximum includes all of its versions, and none of the prereleases of what follows.
 */
export function boundsContain(min: string | null, max: string | null, version: string): boolean {
  const asked = semver.parse(version)
  if (!asked) return false
  if (min !== null && asked.compare(lowestOf(min)) < 0) return false
  if (max === null) return true
  const [major, minor] = numbersOf(max) ?? []
  if (major === undefined) return asked.compare(max) <= 0
  if (asked.major !== major || minor === undefined) return asked.major <= major
  return asked.minor <= minor
}

/** The first version a bound includes. */
function lowestOf(bound: string): string {
  const numbers = numbersOf(bound)
  return numbers ? [...numbers, 0, 0].slice(0, 3).join('.') : bound
}

/** The numbers of an x-range before its first `x`; undefined for anything else. */
function numbersOf(text: string): number[] | undefined {
  const match = X_RANGE.exec(text)
  return match
    ?.slice(1)
    .filter((part) => part !== undefined)
    .map(Number)
}
