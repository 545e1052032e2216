import type { EntityManager } from '@mikro-orm/postgresql'
import pg from 'pg'
import { type Db, fromKysely } from 'pg-boss'
import { listen } from './listener.ts'

/** The process's connection pool as pg-boss wants it: one set of connections for everything. */
export const onPool = (pool: () => Promise<pg.Pool>, onError: (error: Error) => void): Db => ({
  async executeSql(text, values) {
    // pg's own parsers: pg-boss expects dates where the pool's owner has them as texts.
    return (await pool()).query({ text, values, types: pg.types } as pg.QueryConfig)
  },
  async listen(channel, onNotification, onConnect) {
    const { options } = (await pool()) as pg.Pool & { options: pg.ClientConfig }
    return listen(options, channel, { onNotification, onConnect, onError })
  },
})

/** The caller's open transaction as pg-boss wants it. */
export function onTransaction(tx: EntityManager): Db {
  const transaction = tx.getTransactionContext()
  if (!transaction)
    throw new Error('A job is enqueued inside a transaction: pass the one of `transaction()`.')
  return fromKysely(transaction as Parameters<typeof fromKysely>[0])
}
