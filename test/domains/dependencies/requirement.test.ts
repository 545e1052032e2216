import semver from 'semver'
import { describe, expect, it } from 'vitest'
import { parseRequirement } from '../../../src/domains/dependencies/requirement.ts'
import { testApp } from '../../support/app.ts'
import { admits } from './admits.ts'

const app = testApp()

/** A requirement, versions it admits, and versions it does not. */
const CASES: [from: string, requirement: string, admitted: string[], refused: string[]][] = [
  ['Cargo', '1.2.3', ['1.2.3', '1.2.4', '1.9.0'], ['1.2.2', '2.0.0', '2.0.0-rc.1', '1.3.0-rc.1']],
  ['Cargo', '1.2', ['1.2.0', '1.3.0'], ['1.1.9', '2.0.0']],
  ['Cargo', '1', ['1.0.0', '1.9.9'], ['0.9.9', '2.0.0']],
  ['Cargo', '0.2.3', ['0.2.3', '0.2.9'], ['0.2.2', '0.3.0']],
  ['Cargo', '0.0.3', ['0.0.3'], ['0.0.2', '0.0.4']],
  ['Cargo', '0.0', ['0.0.0', '0.0.9'], ['0.1.0']],
  ['Cargo', '0', ['0.0.0', '0.9.9'], ['1.0.0']],
  [
    'Cargo',
    '^1.2.3-beta.2',
    ['1.2.3-beta.2', '1.2.3-rc.1', '1.2.3', '1.4.0'],
    ['1.2.3-beta.1', '1.2.4-beta.2'],
  ],
  ['Cargo', '1.2.3-beta.2', ['1.2.3-beta.3', '1.2.3'], ['1.2.3-alpha', '2.0.0']],
  ['Cargo', '~1.2.3', ['1.2.3', '1.2.9'], ['1.3.0', '1.2.2']],
  ['Cargo', '~1.2', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['Cargo', '~1', ['1.0.0', '1.9.0'], ['2.0.0']],
  ['Cargo', '*', ['0.0.0', '9.9.9'], ['1.0.0-rc.1']],
  ['Cargo', '1.*', ['1.0.0', '1.9.0'], ['2.0.0', '0.9.0']],
  ['Cargo', '1.2.*', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['Cargo', '=1.2.3', ['1.2.3', '1.2.3+build.7'], ['1.2.4', '1.2.2']],
  ['Cargo', '= 1.2.3', ['1.2.3'], ['1.2.4']],
  ['Cargo', '=1.2', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['Cargo', '>=1.2.0', ['1.2.0', '9.0.0'], ['1.1.9']],
  ['Cargo', '>1', ['2.0.0'], ['1.9.9', '1.0.0']],
  ['Cargo', '>1.2', ['1.3.0'], ['1.2.9']],
  ['Cargo', '<2.0.0', ['1.9.9'], ['2.0.0', '2.0.0-rc.1']],
  ['Cargo', '<=1.2', ['1.2.9', '0.1.0'], ['1.3.0']],
  ['Cargo', '>=1.2, <1.5', ['1.2.0', '1.4.9'], ['1.5.0', '1.1.0']],
  ['Cargo', '>= 1.2.0 , < 1.5.0', ['1.4.9'], ['1.5.0']],
  ['Cargo', '1.2, <1.2.5', ['1.2.4'], ['1.2.5', '1.1.0']],
  ['npm', '1.2.x', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['npm', '1.X', ['1.0.0'], ['2.0.0']],
  ['npm', 'x', ['0.1.0'], ['0.1.0-rc.1']],
  ['npm', '1.x.x', ['1.5.0'], ['2.0.0']],
  ['npm', '1.2.3 - 2.3.4', ['1.2.3', '2.3.4'], ['1.2.2', '2.3.5']],
  ['npm', '1.2 - 2.3', ['1.2.0', '2.3.9'], ['2.4.0', '1.1.9']],
  ['npm', '1.2.3 - 2', ['2.9.9'], ['3.0.0']],
  ['npm', '>=1.2.3 <2', ['1.2.3', '1.9.9'], ['2.0.0']],
  ['npm', '^1.2 || ^3', ['1.2.0', '3.9.0'], ['2.0.0', '4.0.0']],
  ['npm', '1||2||>=5 <6', ['1.0.0', '2.5.0', '5.5.0'], ['3.0.0', '6.0.0']],
  ['npm', '~>1.2', ['1.2.9'], ['1.3.0']],
  ['npm', '^0.0.0', ['0.0.0'], ['0.0.1']],
  ['npm', 'v1.2.3', ['1.2.3', '1.3.0'], ['2.0.0']],
  ['npm', '>=v1.2', ['1.2.0', '2.0.0'], ['1.1.0']],
  ['npm', '>1.2.3-alpha.3', ['1.2.3-alpha.7', '3.4.5'], ['3.4.5-alpha.9', '1.2.3-alpha.3']],
  ['npm', '>1.2.3-alpha', ['1.2.3-alpha.0', '1.2.3-alpha-0', '1.2.3'], ['1.2.3-alpha', '1.2.3-1']],
  ['npm', '<=1.2.3-rc.1', ['1.2.3-rc.1', '1.2.3-0', '1.2.2'], ['1.2.3', '1.2.3-rc.1.0', '1.2.2-rc.1']],
  ['npm', '=1.2.3-rc.1', ['1.2.3-rc.1', '1.2.3-rc.1+b'], ['1.2.3-rc.1.0', '1.2.3-rc.2', '1.2.3']],
  [
    'npm',
    '>=1.0.0-rc.1 <2 || 3.0.0-rc.1',
    ['1.0.0-rc.2', '3.0.0-rc.2', '3.1.0'],
    ['2.0.0-rc.1', '1.1.0-rc.2'],
  ],
  ['npm', '* || 1.2.3-rc.1', ['1.2.3-rc.1', '9.0.0'], ['1.2.4-rc.1']],
  ['either', '>=0.0.0', ['0.0.0', '1.0.0'], ['0.0.0-rc.1']],
  ['either', '=9007199254740991.0.0', ['9007199254740991.0.0'], ['9007199254740990.0.0']],
  ['either', '>=1.0.0-9007199254740991', ['1.0.0-9007199254740991', '1.0.0-a'], ['1.0.0-9007199254740990']],
  ['nobody', '>2 <1', [], ['0.0.0', '1.0.0', '1.5.0', '2.0.0', '3.0.0']],
  ['nobody', '>*', [], ['0.0.0', '1.0.0', '9007199254740991.0.0']],
  ['nobody', '<0.0.0', [], ['0.0.0', '0.0.0-0']],
  ['nobody', '=1.0.0 =2.0.0', [], ['1.0.0', '2.0.0']],
]

describe('a requirement', () => {
  it.each(CASES)('of %s, %s, admits %j and not %j', async (_, requirement, admitted, refused) => {
    expect(await admits(app.current, requirement, [...admitted, ...refused])).toEqual(admitted)
  })

  it('means what npm means by it, where nothing in it is bare', async () => {
    const npm = CASES.filter(([from, text]) => from === 'npm' && !/^v|\|\|/.test(text))
    expect(npm.length).toBeGreaterThan(10)
    for (const [, text, admitted, refused] of npm) {
      const versions = [...admitted, ...refused]
      expect([text, versions.filter((version) => semver.satisfies(version, text))]).toEqual([text, admitted])
    }
  })

  it.each([
    ['nothing', ''],
    ['a word', 'latest'],
    ['a tag of npm', 'next'],
    ['a range of Maven', '[1.0,2.0)'],
    ['four numbers', '1.2.3.4'],
    ['a leading zero', '01.2.3'],
    ['a number after a wildcard', '1.*.3'],
    ['a prerelease of a wildcard', '1.2.x-rc.1'],
    ['a prerelease of two numbers', '1.2-rc.1'],
    ['an empty prerelease', '1.2.3-'],
    ['an empty identifier', '1.2.3-a..b'],
    ['a zero before a numeric identifier', '1.2.3-01'],
    ['an operator alone', '>='],
    ['two operators', '>=<1'],
    ['an operator of another language', '==1.0.0'],
    ['no equality', '!=1.0.0'],
    ['a missing separator', '>=1<2'],
    ['a comma at the end', '>=1,'],
    ['a comma at the beginning', ', >=1'],
    ['two commas', '>=1,, <2'],
    ['an empty alternative', '1 || '],
    ['only an or', '||'],
    ['half an or', '1 | 2'],
    ['half a hyphen range', '1.0.0 -'],
    ['a hyphen range with more', '1.0.0 - 2.0.0 <1.5.0'],
    ['a URL', 'https://example.com/x.tgz'],
    ['a NUL', '1.0\u0000'],
    ['a tab', '>=1\t<2'],
    ['a line break', '>=1\n<2'],
    ['other digits', '１.0.0'],
    ['an emoji', '^1.0 🎃'],
    ['a lone surrogate', '^1.0 \ud800'],
    ['SQL', "1.0'; drop table versions; --"],
    ['a number beyond 2^53 - 1', '9007199254740992.0.0'],
    ['a number far beyond it', `>=${'9'.repeat(200)}`],
    ['such a number in a prerelease', '1.0.0-9007199254740992'],
    ['an end beyond it', '^9007199254740991.0.0'],
    ['257 characters', `>=1.0.0-${'a'.repeat(249)}`],
    ['10,000 characters', '1 '.repeat(5000).trim()],
    ['33 alternatives', Array(33).fill('1').join('||')],
    ['1,000 alternatives', Array(1000).fill('1').join('||')],
  ])('is refused when it is or has %s', (_, text) => {
    expect(parseRequirement(text)).toEqual({ problem: expect.stringMatching(/^[a-z]/) })
  })

  it('may have 256 characters and 32 alternatives', () => {
    const long = `>=1.0.0-${'a'.repeat(248)}`
    expect(long).toHaveLength(256)
    for (const text of [long, Array(32).fill('^1.2').join('||')]) {
      expect(parseRequirement(text)).toEqual({ intervals: expect.any(Array) })
    }
  })
})
