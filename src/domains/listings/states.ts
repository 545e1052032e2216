export const LISTING_STATUSES = ['draft', 'in_review', 'published', 'unpublished', 'removed'] as const
export type ListingStatus = (typeof LISTING_STATUSES)[number]

/** Who makes a listing move: who may edit it, the moderator port, or moderators and platform staff. */
export type Mover = 'seller' | 'moderator' | 'staff'

export interface Transition {
  from: readonly ListingStatus[]
  to: ListingStatus
  by: Mover
}

/**
 * The whole life of a listing: from where, by which event, to where, by whom. What is not here cannot happen. Code,
 * tests and the documentation read this one table.
 */
export const TRANSITIONS = {
  submit: { from: ['draft', 'unpublished'], to: 'in_review', by: 'seller' },
  pass: { from: ['in_review'], to: 'published', by: 'moderator' },
  refuse: { from: ['in_review'], to: 'unpublished', by: 'moderator' },
  flag: { from: ['in_review'], to: 'in_review', by: 'moderator' },
  restrict_license: { from: ['published'], to: 'in_review', by: 'seller' },
  withdraw: { from: ['in_review', 'published'], to: 'unpublished', by: 'seller' },
  approve: { from: ['in_review'], to: 'published', by: 'staff' },
  reject: { from: ['in_review'], to: 'unpublished', by: 'staff' },
  remove: { from: ['draft', 'in_review', 'published', 'unpublished'], to: 'removed', by: 'staff' },
} as const satisfies Record<string, Transition>
export type ListingEvent = keyof typeof TRANSITIONS

/** Where an event leads from a state; undefined when it cannot happen there. */
export function next(status: ListingStatus, event: ListingEvent): ListingStatus | undefined {
  const { from, to }: Transition = TRANSITIONS[event]
  return from.includes(status) ? to : undefined
}

/** The table as Markdown, for the documentation. */
export const LIFE_OF_A_LISTING = [
  '| event | from | to | by |',
  '| --- | --- | --- | --- |',
  ...Object.entries(TRANSITIONS).map(
    ([event, { from, to, by }]) => `| ${event} | ${from.join(', ')} | ${to} | ${by} |`,
  ),
].join('\n')
