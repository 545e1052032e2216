import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isReserved, slugOf } from '../../../src/domains/plugins/slug.ts'

describe('the slug of a plugin’s name', () => {
  it.each([
    ['Fast Chunks', 'fast-chunks'],
    ['fast_chunks', 'fast-chunks'],
    ['  Fast -_- Chunks  ', 'fast-chunks'],
    ['Ünïcode Straße', 'unicode-strasse'],
    ['Плагин Чат', 'plagin-chat'],
    ['λόγος', 'logos'],
    ['插件 聊天', 'cha-jian-liao-tian'],
    ['ガード', 'gado'],
    ['हिन्दी', 'hindii'],
    ['한국어', 'hangugeo'],
    ['𝕳ello', 'hello'],
    ['ＦＵＬＬ', 'full'],
    ['e\u0301te\u0301', 'ete'],
    ['42', '42'],
  ])('of %j is %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug)
  })

  it.each(['---', '___', ' ', '𠀀𠀁', '', '\u0301\u0301\u0301'])(
    'is never empty: %j becomes plugin',
    (name) => {
      expect(slugOf(name)).toBe('plugin')
    },
  )

  it('is cut at 100 characters and never ends in a hyphen', () => {
    expect(slugOf('a'.repeat(200))).toBe('a'.repeat(100))
    expect(slugOf(`${'a'.repeat(99)} b`)).toBe('a'.repeat(99))
    expect(slugOf('щ'.repeat(100))).toHaveLength(100)
  })

  it('has the right form whatever the name is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (name) => {
        expect(slugOf(name)).toMatch(/^(?=.{1,100}$)[a-z0-9]+(-[a-z0-9]+)*$/)
      }),
    )
  })

  it('does not depend on how accents are encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        expect(slugOf(name.normalize('NFD'))).toBe(slugOf(name.normalize('NFC')))
      }),
    )
  })

  it('may be reserved, which only the exact word is', () => {
    expect(isReserved(slugOf('Search'))).toBe(true)
    expect(isReserved(slugOf('Research'))).toBe(false)
  })
})
