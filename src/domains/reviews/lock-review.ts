import { LockMode } from '@mikro-orm/core'
import { ReviewEntity } from '../../../entities/index.ts'
import type { Tx } from '../context.ts'
import { notFound } from '../errors.ts'

/** A review of that plugin, locked until the transaction ends. Deleted, another plugin's or never there: 404. */
export async function lockReview(tx: Tx, plugin: { id: string }, id: string): Promise<ReviewEntity> {
  const lockMode = LockMode.PESSIMISTIC_WRITE
  const review = await tx.findOne(ReviewEntity, { id, plugin: plugin.id }, { lockMode })
  if (!review) throw notFound('Review')
  return review
}
