import semver from 'semver'

const NUMBER = '(?:0|[1-9]\\d*)'
const IDENTIFIER = `(?:${NUMBER}|\\d*[a-zA-Z-][0-9a-zA-Z-]*)`
const dotted = (part: string) => `${part}(?:\\.${part})*`
/** Semantic Versioning 2.0.0 to the letter; `semver.valid` alone also takes a leading `v`, `=` and spaces. */
const STRICT = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${dotted(IDENTIFIER)})?(?:\\+${dotted('[0-9a-zA-Z-]+')})?$`,
)

export const MAX_VERSION_LENGTH = 255

/** Whether a text can be published: strict semver of at most 255 characters, no number above 2^53 − 1. */
export const isVersion = (text: string): boolean => {
  if (text.length > MAX_VERSION_LENGTH || !STRICT.test(text)) return false
  const parsed = semver.parse(text)
  // A greater number in a prerelease stays text there and would be ordered as text.
  return parsed?.prerelease.every((part) => typeof part === 'number' || !/^\d+$/.test(part)) ?? false
}

/** The version without its build metadata: what must be unique in a plugin. */
export const releaseOf = (version: string): string => version.split('+', 1)[0] ?? version
