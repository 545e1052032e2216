import type { Services } from '../context.ts'
import { notFound } from '../errors.ts'
import { countable } from './countable.ts'

const byId = countable({
  by: ['version_id'],
  columns: 'v.id, v.plugin_id',
  found: 'join versions v on v.id = asked.version_id::uuid',
})

/**
 * Counts a download of a version that the caller was shown, whoever else sees it: what is there for its shadow-banned
 * author alone is counted as everything else. Resolves with its new total. Gone meanwhile: 404.
 */
export async function countSeen(
  ctx: { app: Pick<Services, 'downloads'> },
  versionId: string,
): Promise<number> {
  const counted = await ctx.app.downloads.count(byId, [versionId])
  if (!counted) throw notFound('Version')
  return counted.total
}
