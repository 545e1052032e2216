import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { LIVE } from '../plugins/index.ts'
import { announceEngine, hasWords } from './engine.ts'
import { suggestAsSeenBy } from './own-hidden.ts'
import type { Suggestion, SuggestPlugins } from './schema.ts'

const named = statement<Suggestion>(`
  select p.name, p.slug from unnest($1::uuid[]) with ordinality as found (id, place)
  join plugins p on p.id = found.id where ${LIVE} order by found.place`)

/** Names that begin with or resemble what was typed so far, best first. */
export async function suggestPlugins(ctx: Context, { q, limit }: SuggestPlugins): Promise<Suggestion[]> {
  if (!hasWords(q)) return []
  const found = await suggestAsSeenBy(ctx, q, limit)
  announceEngine(ctx, found)
  return ctx.app.sql.all(named, [found.pluginIds])
}
