import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { rebuildListingSearch, rebuildSearch } from '../../src/domains/search/index.ts'
import { createListings, type ListingWorld } from '../listing-world.ts'
import { type Texts, writeTexts } from '../search-texts.ts'
import { createHubs, createWorld } from '../world.ts'
import { type BenchDatabase, openDatabase } from './database.ts'
import { register } from './people.ts'
import { rebuildIndex } from './rebuild-index.ts'
import type { Options, Size } from './scenario.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { unlimited } from './unlimited.ts'

export const SERVER = new URL('../servers/plugins.ts', import.meta.url)

/** A database with a generated registry, and servers on it. */
export interface Registry extends BenchDatabase {
  texts: Texts
  /** Starts a server process on it: one of those in `bench/servers/plugins.ts`. */
  start(name: string): Promise<ServerProcess>
  /** Builds the search index, once; resolves with the milliseconds it took. */
  indexed(): Promise<number>
  /** Makes the listings and their search index, once. */
  listings(): Promise<Listings>
}

export interface Listings extends ListingWorld {
  /** A session of the owner of all of them. */
  token: string
  indexMs: number
}

type Surroundings = Pick<Options, 'progress' | 'profiles'>

/** Makes a registry of that size in a folder of its own, which is gone when it is closed. */
export async function openRegistry(
  size: Size,
  { progress, profiles }: Surroundings,
): Promise<Registry & { close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'gourd-bench-'))
  const { close: stop, ...database } = await openDatabase(join(folder, 'postgres'))
  const close = async () => {
    await stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  const env = {
    ...unlimited,
    DATABASE_URL: database.url,
    DATA_DIR: join(folder, 'data'),
    JWT_SECRET: 'x'.repeat(32),
  }
  const start = (name: string) => startServer(SERVER, name, { profiles, env })
  try {
    progress(`making ${size.plugins} plugins with ${size.versions} versions`)
    await createWorld(database.ownerUrl, {
      plugins: size.plugins,
      versionsPerPlugin: Math.max(1, Math.round(size.versions / size.plugins)),
      daysOfDownloads: 30,
    })
    await createHubs(database.ownerUrl)
    const texts = await writeTexts(database.ownerUrl)
    return {
      ...database,
      texts,
      start,
      indexed: once(async () => {
        progress('building the search index')
        const ms = await rebuildIndex(database.url, rebuildSearch)
        await analyze(database.ownerUrl)
        return ms
      }),
      listings: once(() => makeListings(database, start, size.listings, progress)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function makeListings(
  { url, ownerUrl }: BenchDatabase,
  start: Registry['start'],
  count: number,
  progress: Options['progress'],
): Promise<Listings> {
  const server = await start('gourd')
  const { email, token } = await register(server.origin).finally(() => server.stop())
  progress(`making ${count} listings`)
  const world = await createListings(ownerUrl, email, count)
  progress('building the index of listings')
  const indexMs = await rebuildIndex(url, rebuildListingSearch)
  await analyze(ownerUrl)
  return { ...world, token, indexMs }
}

/** What autovacuum does within minutes. */
async function analyze(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('vacuum analyze').finally(() => client.end())
}

/** What `make` promises, made at the first call. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
