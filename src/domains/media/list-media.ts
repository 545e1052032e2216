import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { type MediaRow, mediaRows, presentMedia } from './present.ts'
import type { Gallery, MediaList } from './schema.ts'

const ofPlugin = statement<{ media: MediaRow[] }>(`
  select ${mediaRows('p.id')} as media from plugins p
  where p.slug = $1 and p.deleted_at is null and p.deactivated_at is null`)

/** What is in the gallery of a plugin, in its order. No such plugin, or one that is not live: 404. */
export async function listMedia(ctx: Context, { slug }: Gallery): Promise<MediaList> {
  const row = await ctx.app.sql.one(ofPlugin, [slug])
  if (!row) throw notFound('Plugin')
  return Promise.all(row.media.map((each) => presentMedia(ctx.app, each)))
}
