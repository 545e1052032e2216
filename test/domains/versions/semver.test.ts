import { describe, expect, it } from 'vitest'
import { isVersion, releaseOf } from '../../../src/domains/versions/semver.ts'

describe('a published version', () => {
  it.each([
    '0.0.0',
    '1.0.0',
    '2.1.0-beta.1',
    '1.0.0-0A.is.legal',
    '1.0.0--',
    '1.0.0-rc.1+build.5',
    '1.0.0+001',
    '1.0.0+a-b.c',
    '9007199254740991.9007199254740991.9007199254740991',
    `1.0.0-${'a'.repeat(249)}`,
  ])('can be %s', (text) => expect(isVersion(text)).toBe(true))

  it.each([
    ['a leading v', 'v1.0.0'],
    ['an equals sign', '=1.0.0'],
    ['two numbers', '1.0'],
    ['one number', '1'],
    ['four numbers', '1.0.0.0'],
    ['a space before', ' 1.0.0'],
    ['a space after', '1.0.0 '],
    ['a line break', '1.0.0\n'],
    ['a control character', '1.0.\u00000'],
    ['leading zeros', '01.0.0'],
    ['leading zeros in a prerelease', '1.0.0-01'],
    ['an empty prerelease', '1.0.0-'],
    ['an empty prerelease part', '1.0.0-a..b'],
    ['an empty build', '1.0.0+'],
    ['two builds', '1.0.0+a+b'],
    ['digits of other scripts', '１.0.0'],
    ['an x', '1.0.x'],
    ['a range', '^1.0.0'],
    ['a negative number', '-1.0.0'],
    ['a number above 2^53 - 1', '9007199254740992.0.0'],
    ['such a number in a prerelease', '1.0.0-9007199254740992'],
    ['more than 255 characters', `1.0.0-${'a'.repeat(250)}`],
    ['nothing', ''],
  ])('cannot have %s', (_, text) => expect(isVersion(text)).toBe(false))
})

describe('the release of a version', () => {
  it.each([
    ['1.0.0', '1.0.0'],
    ['1.0.0+a', '1.0.0'],
    ['1.0.0-rc.1+a.b-c', '1.0.0-rc.1'],
  ])('of %s is %s', (version, release) => expect(releaseOf(version)).toBe(release))
})
