import { describe, expect, it } from 'vitest'
import { boundsMeet, isBound } from '../../../src/domains/versions/bounds.ts'

describe('a bound of the Pumpkin versions', () => {
  it.each(['0.2.0', '0.3.x', '0.3.X', '0.3.*', '1.x', '1.x.x', '1.0.0-beta.1', '0.1.0+nightly'])(
    'can be %s',
    (bound) => expect(isBound(bound)).toBe(true),
  )

  it.each([
    '',
    'x',
    '*',
    'v0.3.0',
    '0.3',
    '1',
    '1.x.3',
    'x.3.0',
    '01.x',
    '0.3.x-beta',
    '>=0.3.0',
    '0.3.0 || 0.4.0',
    ' 0.3.x',
    'latest',
    '9007199254740992.x',
    '99999999999999999999.x',
  ])('cannot be %j', (bound) => expect(isBound(bound)).toBe(false))
})

describe('a minimum and a maximum', () => {
  it.each([
    ['0.2.0', '0.2.0'],
    ['0.2.0', '0.3.x'],
    ['0.3.7', '0.3.x'],
    ['0.3.x', '0.3.x'],
    ['0.3.x', '0.3.0'],
    ['0.9.9', '1.x'],
    ['1.99.99', '1.x'],
    ['1.x', '1.0.0'],
    ['1.0.0-alpha', '1.0.0-beta'],
    ['1.0.0-beta', '1.0.0'],
    ['1.0.0+b', '1.0.0+a'],
    ['0.10.0', '0.11.0'],
    ['9007199254740991.x', '9007199254740991.x'],
  ])('from %s to %s hold some version', (min, max) => expect(boundsMeet(min, max)).toBe(true))

  it.each([
    ['0.2.1', '0.2.0'],
    ['0.4.0', '0.3.x'],
    ['0.4.0-alpha', '0.3.x'],
    ['0.3.x', '0.2.x'],
    ['0.3.x', '0.3.0-beta'],
    ['2.0.0-0', '1.x'],
    ['2.x', '1.99.0'],
    ['1.0.0', '1.0.0-rc.1'],
    ['0.10.0', '0.9.0'],
  ])('from %s to %s hold none', (min, max) => expect(boundsMeet(min, max)).toBe(false))
})
