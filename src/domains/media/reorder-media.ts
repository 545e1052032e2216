import { type Context, type Tx, transaction } from '../context.ts'
import { badRequest, type Issue } from '../errors.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import { type MediaRow, mediaRows, presentMedia } from './present.ts'
import type { MediaList, ReorderMedia } from './schema.ts'

const READ = `select ${mediaRows('?::uuid')} as media`

const MOVE = `
  update plugin_media m set position = wanted.n - 1
  from json_array_elements_text(?::json) with ordinality wanted (id, n)
  where m.plugin_id = ? and m.id = wanted.id::uuid`

/**
 * Gives all items of a gallery new positions, 0, 1, 2… as they are listed. Ids that are missing, unknown or there twice:
 * 400, and nothing moves. Somebody else's plugin: 403, no such plugin: 404.
 */
export async function reorderMedia(ctx: Context, { slug, order }: ReorderMedia): Promise<MediaList> {
  const rows = await transaction(ctx, async (tx) => {
    const { id } = await lockOwnPlugin(tx, ctx, slug)
    const issue = issueOf(order, await read(tx, id))
    if (issue) throw badRequest(issue)
    await tx.execute(MOVE, [JSON.stringify(order), id])
    return read(tx, id)
  })
  return Promise.all(rows.map((each) => presentMedia(ctx.app, each)))
}

async function read(tx: Tx, pluginId: string): Promise<MediaRow[]> {
  const [row] = await tx.execute<{ media: MediaRow[] }[]>(READ, [pluginId])
  return row?.media ?? []
}

function issueOf(order: string[], rows: MediaRow[]): Issue | undefined {
  const present = new Set(rows.map(({ id }) => id))
  const wanted = new Set(order)
  const unknown = order.find((id) => !present.has(id))
  const missing = rows.find(({ id }) => !wanted.has(id))
  if (unknown) return { path: 'order', message: `names ${unknown}, which is not in this gallery` }
  if (missing) return { path: 'order', message: `lacks ${missing.id}; list every media item of the plugin` }
  if (wanted.size < order.length) return { path: 'order', message: 'names a media item twice' }
  return undefined
}
