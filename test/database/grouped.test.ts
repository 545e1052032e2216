import { describe, expect, it } from 'vitest'
import { statement } from '../../src/database/sql.ts'
import { testApp } from '../support/app.ts'

const app = testApp()

/** Answers each even number with its half and what came with it. */
const half = statement<{ place: number; half: number; text: string }>(`
  select place, n / 2 as half, text from unnest($1::int[], $2::text[]) with ordinality as asked (n, text, place)
  where n % 2 = 0 order by random()`)
const byZero = statement<{ place: number; none: number }>(
  'select place, 1 / (n - n) as none from unnest($1::int[]) with ordinality as asked (n, place)',
)

describe('a statement that many ask at once', () => {
  it('answers each question with its own row, or with none', async () => {
    const { sql } = app.current.services
    const texts = ['', 'a,b', '{"x"}', '\\', "it's", 'NULL', 'ü 🎃', ' ']
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => sql.grouped(half, [n, texts[n % texts.length]])),
    )
    answers.forEach((answer, n) => {
      if (n % 2) expect(answer).toBeUndefined()
      else expect(answer).toMatchObject({ half: n / 2, text: texts[n % texts.length] })
    })
  })

  it('fails for those who asked it, and for nobody else', async () => {
    const { sql } = app.current.services
    const [failed, other] = await Promise.allSettled([sql.grouped(byZero, [1]), sql.grouped(half, [8, 'x'])])
    expect([failed.status, other.status]).toEqual(['rejected', 'fulfilled'])
    await expect(sql.grouped(byZero, [1])).rejects.toThrow('division by zero')
  })
})
