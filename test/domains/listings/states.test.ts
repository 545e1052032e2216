import { describe, expect, it } from 'vitest'
import { allowsDerivatives, isMoreRestrictive, LICENSES } from '../../../src/domains/listings/licenses.ts'
import {
  LISTING_STATUSES,
  type ListingEvent,
  next,
  TRANSITIONS,
} from '../../../src/domains/listings/states.ts'

describe('the life of a listing', () => {
  const events = Object.keys(TRANSITIONS) as ListingEvent[]

  it('goes these ways and no others', () => {
    const ways = LISTING_STATUSES.flatMap((from) =>
      events.flatMap((event) => {
        const to = next(from, event)
        return to ? [`${from} -${event}-> ${to}`] : []
      }),
    )
    expect(ways).toEqual([
      'draft -submit-> in_review',
      'draft -remove-> removed',
      'in_review -pass-> published',
      'in_review -refuse-> unpublished',
      'in_review -flag-> in_review',
      'in_review -withdraw-> unpublished',
      'in_review -approve-> published',
      'in_review -reject-> unpublished',
      'in_review -remove-> removed',
      'published -restrict_license-> in_review',
      'published -withdraw-> unpublished',
      'published -remove-> removed',
      'unpublished -submit-> in_review',
      'unpublished -remove-> removed',
    ])
  })

  it('is published by the moderation or the staff alone, and ends with a removal', () => {
    const publishing = events.filter((event) => TRANSITIONS[event].to === 'published')
    expect(publishing.map((event) => TRANSITIONS[event].by)).toEqual(['moderator', 'staff'])
    expect(events.every((event) => next('removed', event) === undefined)).toBe(true)
  })
})

describe('licences', () => {
  it('are ordered: to the right is more restrictive, to stay or go left is not', () => {
    for (const [from, left] of LICENSES.entries()) {
      for (const [to, right] of LICENSES.entries()) {
        expect([left, right, isMoreRestrictive(left, right)]).toEqual([left, right, to > from])
      }
    }
  })

  it('allow derivatives or not', () => {
    expect(LICENSES.filter(allowsDerivatives)).toEqual(['cc_by', 'cc_by_sa', 'cc_by_nc'])
  })
})
