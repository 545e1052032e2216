import { types } from 'pg'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AskInBatches, inBatches } from '../../src/database/in-batches.ts'
import { poolOf } from '../../src/database/orm.ts'
import { statement } from '../../src/database/sql.ts'
import { testApp } from '../support/app.ts'

const app = testApp()

const doubled = statement<{ n: number }>('select 24 / (12 / $1::int) as n')
const slow = statement<{ n: string }>('select pg_sleep($1)::text as n')

let ask: AskInBatches
let alone: unknown[][]
beforeEach(async () => {
  const pool = await poolOf(app.current.services.orm)
  alone = []
  ask = inBatches(pool, types, async ({ text }, values) => {
    alone.push(values)
    return (await pool.query(text, values)).rows
  })
})

describe('questions in batches', () => {
  it('are answered each with its own rows, and equal ones alike', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 3].map((n) => ask(doubled, [n])))
    expect(answers).toEqual([[{ n: 2 }], [{ n: 4 }], [{ n: 6 }], [{ n: 8 }], [{ n: 6 }]])
    expect(alone).toEqual([])
  })

  it('are asked alone when one of them fails, which fails alone', async () => {
    const answers = await Promise.allSettled([1, 0, 2].map((n) => ask(doubled, [n])))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(alone).toEqual([[1], [0], [2]])
  })

  it('that turn out to be slow do not wait for each other any more, until it is tried again', async () => {
    await ask(slow, [0.3])
    expect(alone).toEqual([])
    await Promise.all(Array.from({ length: 100 }, () => ask(slow, [0])))
    expect(alone).toHaveLength(100)
    await ask(slow, [0.3])
    expect(alone).toHaveLength(100)
    await ask(doubled, [2])
    expect(alone).toHaveLength(100)
  })
})
