import { describe, expect, it } from 'vitest'
import { boundsContain } from '../../../src/domains/versions/index.ts'

describe('the Pumpkin versions within two bounds', () => {
  it.each([
    // No bounds: every version.
    [null, null, '0.0.1', true],
    [null, null, '9.9.9-rc.1', true],
    // A version as minimum.
    ['0.2.0', null, '0.2.0', true],
    ['0.2.0', null, '0.2.0-rc.1', false],
    ['0.2.0', null, '0.1.99', false],
    ['0.2.0', null, '1.0.0', true],
    ['0.2.0-rc.2', null, '0.2.0-rc.10', true],
    ['0.2.0-rc.2', null, '0.2.0-rc.1', false],
    // An x-range as minimum begins with its first version.
    ['0.2.x', null, '0.2.0', true],
    ['0.2.x', null, '0.2.0-rc.1', false],
    ['1.x', null, '1.0.0', true],
    ['1.x', null, '0.9.0', false],
    // A version as maximum is included, with its prereleases.
    [null, '0.3.1', '0.3.1', true],
    [null, '0.3.1', '0.3.1-rc.1', true],
    [null, '0.3.1', '0.3.2-rc.1', false],
    [null, '0.3.1-rc.1', '0.3.1', false],
    // An x-range as maximum includes all of its own, and no prerelease of the next.
    [null, '0.3.x', '0.3.0', true],
    [null, '0.3.x', '0.3.999', true],
    [null, '0.3.x', '0.3.5-beta', true],
    [null, '0.3.x', '0.4.0-0', false],
    [null, '0.3.x', '0.4.0', false],
    [null, '0.3.*', '0.3.7', true],
    [null, '1.x', '1.99.0', true],
    [null, '1.x.x', '1.99.0', true],
    [null, '1.X', '2.0.0-alpha', false],
    [null, '1.x', '0.5.0', true],
    // Both.
    ['0.2.0', '0.3.x', '0.2.5', true],
    ['0.2.0', '0.3.x', '0.3.9', true],
    ['0.2.0', '0.3.x', '0.1.9', false],
    ['0.2.0', '0.3.x', '0.4.0', false],
    ['0.2.0', '0.2.0', '0.2.0', true],
    // Build metadata does not count.
    ['0.2.0', '0.2.0', '0.2.0+build.5', true],
    ['0.2.0+a', '0.2.0+b', '0.2.0', true],
    // What is no version is in no range.
    [null, null, '0.2', false],
    [null, null, '', false],
  ])('%s to %s, asked for %s: %s', (min, max, version, expected) => {
    expect(boundsContain(min, max, version)).toBe(expected)
  })
})
