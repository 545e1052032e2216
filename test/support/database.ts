import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that holds the migrated template. */
    databaseServer: string
  }
}

export const TEMPLATE = 'gourd_template'

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** A database of one's own, cloned from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(`create database ${name} template ${TEMPLATE} strategy file_copy`)
  return { url: urlOf(name), drop: () => administer(`drop database if exists ${name} with (force)`) }
}

export const urlOf = (database: string, server: string = inject('databaseServer')): string => {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseServer') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
