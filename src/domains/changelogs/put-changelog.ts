import { newId } from '../../../entities/index.ts'
import { type Context, transaction } from '../context.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import { changelog } from './present.ts'
import type { Changelog, PutChangelog } from './schema.ts'

const PUT = `
  insert into plugin_changelogs as c (id, plugin_id, content, source, created_at, updated_at)
  values (?, ?, ?, ?, ?, ?)
  on conflict (plugin_id) do update
    set content = excluded.content, source = excluded.source, updated_at = excluded.updated_at
  returning ${changelog} as changelog`

/** Writes the changelog of a plugin, or replaces it. Somebody else's plugin: 403, no such plugin: 404. */
export const putChangelog = (ctx: Context, { slug, content, source }: PutChangelog): Promise<Changelog> =>
  transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, slug)
    const now = ctx.app.clock.now()
    const values = [newId(), plugin.id, content, source, now, now]
    const [row] = await tx.execute<{ changelog: Changelog }[]>(PUT, values)
    if (!row) throw new Error('an upsert gave no row')
    return row.changelog
  })
