/** A listing as a moderator sees it: the shape of the marketplace (CONTRACT §3). */
export interface ModeratedListing {
  listingId: string
  title: string
  summary: string
  description: string
  license: string
  priceUsdMicros: number
  tags: string[]
  [member: string]: unknown
}

/** What only we can know of it. */
export interface ListingFacts {
  /** Other listings of the platform with the same title and texts. */
  duplicates: number
}

export interface Verdict {
  kind: 'approved' | 'rejected' | 'flagged_for_review'
  /** For the seller; never empty. */
  reason: string
  /** What was noticed, by the name of the rule. */
  flags: string[]
}

/** Decides about listings. Every doubt is `flagged_for_review`; it never rejects its promise. */
export interface Moderator {
  judge(listing: ModeratedListing, facts: ListingFacts): Promise<Verdict>
}
