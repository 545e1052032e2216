import { randomBytes } from 'node:crypto'
import type { Meilisearch } from 'meilisearch'
import { BUILT, type IndexShape } from './meilisearch-index.ts'
import { done, MeilisearchTaskError } from './meilisearch-task.ts'

/** How old (ms) an index that was being built has to be to have been left behind by a server that was killed. */
const LEFT_BEHIND = 24 * 60 * 60 * 1000

/**
 * Builds an index beside the one that serves, puts it in its place in one step and drops the old one. What fails on
 * the way changes nothing.
 */
export async function rebuild<Document>(
  client: Meilisearch,
  name: string,
  { settings, documentsOf }: IndexShape<Document, { id: string }>,
  documents: AsyncIterable<Document[]>,
): Promise<void> {
  await dropLeftBehind(client, name)
  const next = `${name}_next_${randomBytes(6).toString('hex')}`
  const index = client.index(next)
  try {
    await done(client, client.createIndex(next, { primaryKey: 'id' }))
    await done(client, index.updateSettings(settings))
    for await (const batch of documents) {
      if (batch.length > 0) await done(client, index.addDocuments(batch.flatMap(documentsOf)))
    }
    await done(client, index.addDocuments([{ id: BUILT }]))
    await ensureExists(client, name)
    await done(client, client.swapIndexes([{ indexes: [name, next], rename: false }]))
  } finally {
    // Where that fails, a later rebuild finds it.
    await done(client, client.deleteIndex(next)).catch(() => {})
  }
}

/** Only what exists can be swapped. Until then this one has no settings, so that every search in it fails. */
async function ensureExists(client: Meilisearch, name: string): Promise<void> {
  await done(client, client.createIndex(name, { primaryKey: 'id' })).catch((error) => {
    if (!(error instanceof MeilisearchTaskError) || error.code !== 'index_already_exists') throw error
  })
}

async function dropLeftBehind(client: Meilisearch, name: string): Promise<void> {
  const { results } = await client.getRawIndexes({ limit: 1000 })
  for (const { uid, createdAt } of results) {
    const isOld = Date.now() - new Date(createdAt).getTime() > LEFT_BEHIND
    if (isOld && uid.startsWith(`${name}_next_`)) await done(client, client.deleteIndex(uid))
  }
}
