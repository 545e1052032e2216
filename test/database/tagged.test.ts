import { describe, expect, it } from 'vitest'
import { statement } from '../../src/database/sql.ts'
import { testApp } from '../support/app.ts'

const app = testApp()
const sql = () => app.current.services.sql

const quotient = statement<{ quotient: number; text: string }>(
  'select 12 / $1::int as quotient, repeat($2, 3) as text where $1::int < 100',
)

describe('a read of one row with its tag', () => {
  it('gives the row to who does not have it, and the tag alone to who does', async () => {
    const first = await sql().tagged(quotient, [3, 'a'], [])
    expect(first).toEqual({ tag: expect.stringMatching(/^[\w+/]{20}$/), row: { quotient: 4, text: 'aaa' } })
    const { tag } = first as { tag: string }
    expect(await sql().tagged(quotient, [3, 'a'], ['other', tag])).toEqual({ tag })
    expect(await sql().tagged(quotient, [3, 'a'], ['other'])).toEqual(first)
    expect((await sql().tagged(quotient, [3, 'b'], []))?.tag).not.toBe(tag)
    expect((await sql().tagged(quotient, [4, 'a'], []))?.tag).not.toBe(tag)
    expect(await sql().tagged(quotient, [100, 'a'], [tag])).toBeUndefined()
  })

  it('answers each of many at once by itself, also beside one that fails', async () => {
    const { tag } = (await sql().tagged(quotient, [3, 'a'], [])) as { tag: string }
    const asked = Array.from({ length: 60 }, (_, n) => [n % 6, n % 2 ? 'a' : 'b'] as const)
    const answers = await Promise.allSettled(
      asked.map(([divisor, text]) => sql().tagged(quotient, [divisor, text], [tag])),
    )
    for (const [index, [divisor, text]] of asked.entries()) {
      const answer = answers[index] as PromiseSettledResult<unknown>
      if (divisor === 0) expect(answer).toMatchObject({ status: 'rejected', reason: { code: '22012' } })
      else if (divisor === 3 && text === 'a') expect(answer).toEqual({ status: 'fulfilled', value: { tag } })
      else {
        const row = { quotient: Math.trunc(12 / divisor), text: text.repeat(3) }
        expect(answer).toMatchObject({ status: 'fulfilled', value: { row } })
      }
    }
  })

  it('gives nobody the row of somebody else, even where it is the same', async () => {
    const read = statement<{ list: number[] }>('select json_build_array($1::int) as list')
    const rows = await Promise.all(Array.from({ length: 20 }, () => sql().tagged(read, [1], ['other'])))
    rows[0]?.row?.list.push(2)
    for (const found of rows.slice(1)) expect(found?.row).toEqual({ list: [1] })
  })

  it('is for one row: several are a mistake', async () => {
    const several = statement<{ n: number }>('select generate_series(1, 2) as n')
    await expect(sql().tagged(several, [], [])).rejects.toThrow('gave several')
  })
})
