import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { poolOf } from '../../src/database/orm.ts'
import type { TestApp } from './app.ts'

/** What a request asks of the database, by whose need it is. */
export interface Asked {
  /** Its own reads and writes. */
  statements: string[]
  /** Begin, commit, rollback and savepoints: each is a round trip. */
  transaction: string[]
  limiter: string[]
  /** Of the job queue. */
  queue: string[]
  /** Of the log of what keys do. */
  usage: string[]
}

type Query = (...args: unknown[]) => unknown

/** Hears every statement that this process sends to PostgreSQL, from `beforeAll` to `afterAll`. */
export function statementsOf(app: { readonly current: TestApp }) {
  let heard: string[] = []
  const restore: (() => void)[] = []
  beforeAll(async () => {
    const pool = (await poolOf(app.current.services.orm)) as pg.Pool & { Client: typeof pg.Client }
    // MikroORM brings a driver of its own.
    for (const { prototype } of new Set([pg.Client, pool.Client])) {
      const { query } = prototype as unknown as { query: Query }
      Object.assign(prototype, {
        query(this: object, ...args: unknown[]) {
          heard.push(textOf(args[0]))
          return query.apply(this, args)
        },
      })
      restore.push(() => void Object.assign(prototype, { query }))
    }
  })
  afterAll(() => {
    for (const each of restore) each()
  })
  return {
    /** What is sent while `work` runs. Nothing else may be at work. */
    async during(work: () => Promise<unknown>): Promise<Asked> {
      heard = []
      await work()
      return sorted(heard.splice(0))
    },
  }
}

const textOf = (query: unknown): string =>
  (typeof query === 'string' ? query : ((query as { text?: string }).text ?? '')).replace(/\s+/g, ' ').trim()

function sorted(texts: string[]): Asked {
  const asked: Asked = { statements: [], transaction: [], limiter: [], queue: [], usage: [] }
  for (const text of texts) asked[kindOf(text)].push(text)
  return asked
}

function kindOf(text: string): keyof Asked {
  if (/^(begin|commit|rollback|savepoint|release)/i.test(text)) return 'transaction'
  if (/rate_limits|take_together/.test(text)) return 'limiter'
  if (text.includes('record_api_key_usage')) return 'usage'
  return text.includes('pgboss') ? 'queue' : 'statements'
}
