import type { ListingEntity } from '../../../entities/index.ts'
import type { Verdict } from '../../ports/moderator/moderator.ts'
import { conflict } from '../errors.ts'
import { type ListingEvent, next } from './states.ts'

/** Moves a locked listing along the table of transitions. An event that cannot happen in its state: 409. */
export function changeStatus(listing: ListingEntity, event: ListingEvent, now: Date): void {
  const status = next(listing.status, event)
  if (status === undefined) {
    throw conflict(`A listing that is ${listing.status} cannot be moved by "${event}".`)
  }
  listing.status = status
  listing.updatedAt = now
  if (status === 'published') listing.publishedAt ??= now
}

const EVENT_OF = { approved: 'pass', rejected: 'refuse', flagged_for_review: 'flag' } as const

/** Lets the verdict of the moderator move a listing that is in review. */
export function applyVerdict(listing: ListingEntity, { kind, reason, flags }: Verdict, now: Date): void {
  changeStatus(listing, EVENT_OF[kind], now)
  listing.moderationFlags = flags
  listing.moderationReason = reason
}
