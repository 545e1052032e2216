import { describe, expect, test } from 'vitest'
import { statement } from '../../src/database/sql.ts'
import type { Services } from '../../src/domains/context.ts'
import { type ConditionalRead, NOT_MODIFIED, readingOnce } from '../../src/rpc/conditional-read.ts'

const read = statement<{ n: number }>('select 1 as n')
const other = statement<{ n: number }>('select 2 as n')

const app = {
  sql: {
    one: async () => ({ n: 1 }),
    all: async () => [],
    tagged: async (_statement: unknown, _values: unknown, known: readonly string[]) =>
      known.includes('tag') ? { tag: 'tag' } : { tag: 'tag', row: { n: 1 } },
  },
} as unknown as Services

const reading = (known: string[] = [], build = 'build') => {
  const state: ConditionalRead = { build, known }
  return { state, ...readingOnce(app, state) }
}

const tagFor = async (build = 'build') => {
  const { state, sql } = reading([], build)
  await sql.one(read)
  return state.tag as string
}

describe('a read whose answer is a function of one row', () => {
  test('has a tag made of the row, the statement and the code', async () => {
    const tag = await tagFor()
    expect(tag).toMatch(/^.{8}tag$/)
    expect(await tagFor('another build')).not.toBe(tag)
    const { state, sql } = reading()
    await sql.one(other)
    expect(state.tag).not.toBe(tag)
  })

  test('ends where the caller has the row', async () => {
    const tag = await tagFor()
    const { state, sql } = reading(['other', tag])
    await expect(sql.one(read)).rejects.toBe(NOT_MODIFIED)
    expect(state.tag).toBe(tag)
    expect(await reading([tag]).sql.one(other)).toEqual({ n: 1 })
    expect(await reading([tag], 'another build').sql.one(read)).toEqual({ n: 1 })
    expect(await reading(['tag']).sql.one(read)).toEqual({ n: 1 })
  })

  test('has no tag when more than the row was asked: before, after or meanwhile', async () => {
    const tag = await tagFor()
    for (const ask of [
      async (sql: Services['sql']) => [await sql.all(other), await sql.one(read)],
      async (sql: Services['sql']) => Promise.all([sql.one(read), sql.all(other)]),
      async (sql: Services['sql']) => Promise.all([sql.one(read), sql.one(other)]),
    ]) {
      const { state, sql } = reading([tag])
      await ask(sql)
      expect(state.tag).toBeUndefined()
    }
    const { state, sql } = reading()
    await sql.one(read)
    await sql.all(other)
    expect(state.tag).toBeUndefined()
  })
})
