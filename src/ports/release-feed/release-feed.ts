/** A release as its project announced it. */
export interface FeedRelease {
  tagName: string
  isDraft: boolean
  publishedAt: Date
}

export type FeedAnswer =
  | { kind: 'unchanged' }
  /** With an `etag` to ask with the next time, where the feed gives one for all of it. */
  | { kind: 'releases'; releases: FeedRelease[]; etag?: string }

/** The releases of a project, in the order and with the drafts of its feed. */
export interface ReleaseFeed {
  /**
   * Asks the feed; `unchanged` when it still is what it was with this `etag`. Rejects when it does not answer in
   * time, answers too much, or answers what is no list of releases.
   */
  read(etag?: string): Promise<FeedAnswer>
  /** Gives up what is being asked. */
  close(): void
}
