import fc from 'fast-check'
import semver from 'semver'
import { describe, expect, it } from 'vitest'
import { isVersion } from '../../../src/domains/versions/index.ts'
import { testApp } from '../../support/app.ts'
import { execute } from '../../support/execute.ts'
import { admitsEach } from './admits.ts'

const app = testApp()

/** Few and close to each other, so that they meet; and the ends of what there is. */
const number = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 3 }) },
  fc.constantFrom(9, 10, 11, 99, 100, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER),
)
const identifier = fc.oneof(
  number.map(String),
  fc.constantFrom(
    'a',
    'b',
    'alpha',
    'rc',
    'A',
    'Z',
    '-',
    '--',
    '0a',
    '1-',
    'a-',
    'a0',
    'a10',
    'x'.repeat(40),
  ),
  fc.stringMatching(/^[0-9a-zA-Z-]{1,6}$/),
)
const core = fc.tuple(number, number, number).map((numbers) => numbers.join('.'))
const prerelease = fc.array(identifier, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
const version = fc
  .tuple(core, fc.option(prerelease), fc.option(fc.constantFrom('b', '1-2', '001', 'a.b-c')))
  .map(
    ([release, pre, build]) =>
      `${release}${pre === null ? '' : `-${pre}`}${build === null ? '' : `+${build}`}`,
  )
  .filter(isVersion)

const partial = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(core, fc.option(prerelease)).map(([a, pre]) => (pre === null ? a : `${a}-${pre}`)),
  },
  fc.tuple(number, number).map((numbers) => numbers.join('.')),
  number.map(String),
  fc.tuple(number, number, fc.constantFrom('x', 'X', '*')).map((parts) => parts.join('.')),
  fc.tuple(number, fc.constantFrom('.x', '.*.*')).map((parts) => parts.join('')),
  fc.constant('*'),
)
const comparator = fc
  .tuple(fc.constantFrom('=', '>', '>=', '<', '<=', '^', '~'), partial)
  .map((parts) => parts.join(''))
const alternative = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(comparator, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ')),
  },
  fc.tuple(partial, partial).map((parts) => parts.join(' - ')),
)

describe('the order of versions in the database', () => {
  it('is the precedence of Semantic Versioning', async () => {
    const samples = fc.sample(version, { numRuns: 4000, seed: 4 })
    const rows = await execute<{ version: string; key: string; is_prerelease: boolean }>(
      app.current,
      `select version, semver_key(version) as key
       from jsonb_array_elements_text(?::jsonb) version order by semver_key(version) collate "C"`,
      [JSON.stringify(samples)],
    )
    expect(rows).toHaveLength(4000)
    rows.reduce((before, after) => {
      const order = semver.compare(before.version, after.version)
      expect([before.version, after.version, order]).not.toContain(1)
      expect([before.version, after.version, before.key === after.key]).toContain(order === 0)
      return after
    })
    // What stands just behind a key stands before every longer one: keys hold nothing less than a space.
    expect(rows.filter(({ key }) => !/^[\x20-\x7e]+$/.test(key))).toEqual([])
  })

  it('admits exactly what semver admits', async () => {
    const texts = fc
      .sample(fc.array(alternative, { minLength: 1, maxLength: 3 }), { numRuns: 700, seed: 8 })
      .filter((parts) => parts.every((part) => semver.validRange(part) !== null))
      .map((parts) => ({ parts, requirement: parts.join(' || ') }))
      .filter(({ requirement }) => requirement.length <= 256)
    expect(texts.length).toBeGreaterThan(500)
    const common = fc.sample(version, { numRuns: 40, seed: 15 })
    const cases = texts.map(({ parts, requirement }) => ({
      parts,
      requirement,
      versions: [...common, ...parts.flatMap(nearby)],
    }))
    const found = await admitsEach(app.current, cases)
    let [admitted, refused] = [0, 0]
    cases.forEach(({ parts, requirement, versions }, n) => {
      // By alternative: with one that is `*`, semver forgets the prereleases that another one names.
      const wanted = versions.filter((each) => parts.some((part) => semver.satisfies(each, part)))
      expect([requirement, found[n]]).toEqual([requirement, wanted])
      admitted += wanted.length
      refused += versions.length - wanted.length
    })
    expect(Math.min(admitted, refused)).toBeGreaterThan(5000)
  }, 60_000)
})

/** Versions at the bounds of a range, and on both sides of them. */
function nearby(range: string): string[] {
  return new semver.Range(range).set
    .flat()
    .flatMap(({ semver: { version, major, minor, patch, prerelease } }) => {
      if (version === undefined) return []
      const release = `${major}.${minor}.${patch}`
      const named = prerelease.length > 0 ? [`${version}.0`, `${version}-`] : []
      const around = [version, release, `${release}-0`, `${release}-0.0`, `${release}-zz`, ...named]
      return [...around, `${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0-0`].filter(isVersion)
    })
}
