import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanMarkdown, markdown } from '../../src/lib/markdown.ts'
import { dangers } from './markdown-renderers.ts'
import { PIECES, VECTORS } from './markdown-vectors.ts'

describe('nothing runs in the browser of a reader', () => {
  it.each(VECTORS)('%j', (text) => {
    const clean = cleanMarkdown(text)
    expect(dangers(clean)).toEqual([])
    expect(cleanMarkdown(clean)).toBe(clean)
  })

  it('finds something in what these are made of when it is not cleaned', () => {
    const harmless = VECTORS.filter((text) => dangers(text).length === 0)
    expect(harmless.length).toBeLessThan(VECTORS.length / 4)
  })

  it('nor in whatever is made of these pieces, and cleaning twice is cleaning once', () => {
    const texts = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 14 })
    fc.assert(
      fc.property(texts, (parts) => {
        const clean = cleanMarkdown(parts.join('').trim())
        expect(dangers(clean)).toEqual([])
        expect(cleanMarkdown(clean)).toBe(clean)
      }),
      { numRuns: 1500, seed: 20_260_420 },
    )
  }, 60_000)
})

const KB64 = 65_536
const filled = (unit: string, prefix = '') => (prefix + unit.repeat(KB64)).slice(0, KB64)

describe('a text that was made to be slow', () => {
  it.each(['>', '> ', '* + ', '[', '![', '[![', '1) ', '[a][', '^['])(
    'is refused when it nests without end: %j',
    (unit) => {
      const { error } = markdown({ max: KB64 }).safeParse(filled(unit, '<b>x</b> [a](b)\n\n'))
      expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(/^is too complex/)])
    },
  )

  it('is refused when each cut brings forth the next', () => {
    const text = `${'<q'.repeat(50)}<q>${'>'.repeat(50)}`
    expect(markdown({ max: KB64 }).safeParse(text).success).toBe(false)
  })

  it.each([
    '> <x>\n<x> <x>\n',
    '- <p>\n',
    '<a b>',
    '[a](',
    '[a]: b\n',
    '|a|b|\n|-|-|\n',
    '<!--',
    '`<x',
    '*a_ <b>',
  ])(
    'is read within the budget of one text, or refused: %j',
    (unit) => {
      const read = markdown({ max: KB64 }).safeParse(filled(unit, '[a](b) | <b>\n\n'))
      if (read.success) expect(dangers(read.data.slice(0, 2000))).toEqual([])
      else expect(read.error.issues[0]?.message).toMatch(/^is too complex/)
    },
    60_000,
  )
})
