import { describe, expect, it } from 'vitest'
import { signToken, tokenKey, tokenReader } from '../../src/auth/tokens.ts'

const key = tokenKey('x'.repeat(32))
const issued = Date.parse('2026-03-06T12:00:00Z')
const at = (seconds: number) => new Date(issued + seconds * 1000)
const claims = {
  sub: 'u',
  username: 'ada',
  role: 'author',
  iat: issued / 1000,
  exp: issued / 1000 + 60,
  sid: 's',
} as const

describe('a token that was read before', () => {
  it('is good only as long as it says', () => {
    const read = tokenReader(key)
    const token = signToken(claims, key)
    for (const [seconds, isGood] of [
      [0, true],
      [59, true],
      [60, false],
      [-11, false],
      [30, true],
    ] as const)
      expect([seconds, read(token, at(seconds)) !== undefined]).toEqual([seconds, isGood])
  })

  it('makes no other one good', () => {
    const read = tokenReader(key)
    const token = signToken(claims, key)
    expect(read(token, at(0))).toEqual(claims)
    const [header, payload, signature = ''] = token.split('.')
    const other = signToken({ ...claims, sub: 'v' }, tokenKey('y'.repeat(32)))
    const mixed = `${header}.${other.split('.')[1]}.${signature}`
    for (const forged of [
      other,
      mixed,
      `${header}.${payload}.`,
      `${token} `,
      `${token}.`,
      token.slice(0, -1),
    ])
      expect([forged, read(forged, at(0))]).toEqual([forged, undefined])
  })
})
