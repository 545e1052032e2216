import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that holds the migrated template, as its owner. */
    databaseServer: string
    /** The template, as the application's role. */
    applicationDatabase: string
  }
}

export const TEMPLATE = 'gourd_template'

export interface TestDatabase {
  /** Connects as the owner, whom nothing stops. */
  url: string
  /** Connects as the application does. */
  applicationUrl: string
  drop(): Promise<void>
}

/** A database of one's own, cloned from the migrated template. */
export const createTestDatabase = (): Promise<TestDatabase> =>
  create(`template ${TEMPLATE} strategy file_copy`)

/** A database of one's own with nothing in it. */
export const createEmptyDatabase = (): Promise<TestDatabase> => create('')

async function create(options: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(`create database ${name} ${options}`)
  return {
    url: urlOf(name),
    applicationUrl: urlOf(name, inject('applicationDatabase')),
    drop: () => administer(`drop database if exists ${name} with (force)`),
  }
}

export const urlOf = (database: string, server: string = inject('databaseServer')): string => {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** Runs one statement on the server, as its owner. */
export async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseServer') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
