import type { Tx } from '../context.ts'

/**
 * Takes a visible review with the rating `from` out of the totals of its plugin and puts one with `to` in. The
 * caller holds the review's row, so that all lock reviews first and totals second. Everybody who reviews or
 * downloads the plugin waits for its totals: call this last, what waits to be written is written before.
 */
export async function changeStars(
  tx: Tx,
  pluginId: string,
  { from, to }: { from?: number; to?: number },
): Promise<void> {
  await tx.flush()
  if (from === to) return
  const changes = [from && `${star(from)} = ${star(from)} - 1`, to && `${star(to)} = ${star(to)} + 1`]
  await tx.execute(`update plugin_totals set ${changes.filter(Boolean).join(', ')} where plugin_id = ?`, [
    pluginId,
  ])
}

function star(rating: number): string {
  if (![1, 2, 3, 4, 5].includes(rating)) throw new Error(`${rating} is not a rating`)
  return `star_${rating}`
}
