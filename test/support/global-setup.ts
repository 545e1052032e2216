import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { prepareDatabase } from '../../src/database/prepare.ts'
import { TEMPLATE, urlOf } from './database.ts'

/** One PostgreSQL for the whole run with one migrated template; `TEST_DATABASE_URL` names another server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.TEST_DATABASE_URL
  const server = external ? { url: external, stop: async () => {} } : await startServer()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`drop database if exists ${TEMPLATE} with (force)`)
  await client.query(`create database ${TEMPLATE}`)
  await client.end()
  const applicationUrl = await prepareDatabase(urlOf(TEMPLATE, server.url), {
    login: !external,
    onWarning: (message) => console.warn(message),
  })
  project.provide('databaseServer', server.url)
  project.provide('applicationDatabase', applicationUrl)
  return server.stop
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'gourd-test-'))
  const postgres = await startEmbeddedPostgres({
    dataDir: directory,
    // Nothing here has to survive a crash; the tests of durability start a server of their own.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  })
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
