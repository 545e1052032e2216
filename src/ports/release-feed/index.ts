export { createReleaseFeed, type ReleaseFeedConfig } from './github.ts'
export type { FeedAnswer, FeedRelease, ReleaseFeed } from './release-feed.ts'
