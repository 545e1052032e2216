import { Meilisearch } from 'meilisearch'

/** Removes what a test left in a real server. */
export async function dropIndexes(
  { url, key }: { url: string; key?: string },
  prefix: string,
): Promise<void> {
  const client = new Meilisearch({ host: url, apiKey: key })
  const { results } = await client.getRawIndexes({ limit: 1000 })
  const own = results.filter(({ uid }) => uid.startsWith(prefix))
  await Promise.all(own.map(({ uid }) => client.deleteIndex(uid).waitTask()))
}
