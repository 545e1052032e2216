import { Migration0001Registry } from './0001-registry.ts'
import { Migration0002Categories } from './0002-categories.ts'
import { Migration0003RateLimits } from './0003-rate-limits.ts'
import { Migration0004MailTokensAndAvatars } from './0004-mail-tokens-and-avatars.ts'
import { Migration0005OAuthAccounts } from './0005-oauth-accounts.ts'
import { Migration0006Organisations } from './0006-organisations.ts'
import { Migration0007ApiKeys } from './0007-api-keys.ts'
import { Migration0008Dependencies } from './0008-dependencies.ts'
import { Migration0009Reviews } from './0009-reviews.ts'
import { Migration0010MediaAndChangelogs } from './0010-media-and-changelogs.ts'
import { Migration0011Notifications } from './0011-notifications.ts'
import { Migration0012Search } from './0012-search.ts'
import { Migration0013PumpkinReleases } from './0013-pumpkin-releases.ts'
import { Migration0014PublicLists } from './0014-public-lists.ts'
import { Migration0015Marketplace } from './0015-marketplace.ts'
import { Migration0016Files } from './0016-files.ts'
import { Migration0017Moderation } from './0017-moderation.ts'
import { Migration0018Webhooks } from './0018-webhooks.ts'
import { Migration0019ListingSearch } from './0019-listing-search.ts'
import { Migration0020LiveCounts } from './0020-live-counts.ts'

/** In the order they run. A migration that has landed never changes. */
export const migrations = [
  { name: '0001-registry', class: Migration0001Registry },
  { name: '0002-categories', class: Migration0002Categories },
  { name: '0003-rate-limits', class: Migration0003RateLimits },
  { name: '0004-mail-tokens-and-avatars', class: Migration0004MailTokensAndAvatars },
  { name: '0005-oauth-accounts', class: Migration0005OAuthAccounts },
  { name: '0006-organisations', class: Migration0006Organisations },
  { name: '0007-api-keys', class: Migration0007ApiKeys },
  { name: '0008-dependencies', class: Migration0008Dependencies },
  { name: '0009-reviews', class: Migration0009Reviews },
  { name: '0010-media-and-changelogs', class: Migration0010MediaAndChangelogs },
  { name: '0011-notifications', class: Migration0011Notifications },
  { name: '0012-search', class: Migration0012Search },
  { name: '0013-pumpkin-releases', class: Migration0013PumpkinReleases },
  { name: '0014-public-lists', class: Migration0014PublicLists },
  { name: '0015-marketplace', class: Migration0015Marketplace },
  { name: '0016-files', class: Migration0016Files },
  { name: '0017-moderation', class: Migration0017Moderation },
  { name: '0018-webhooks', class: Migration0018Webhooks },
  { name: '0019-listing-search', class: Migration0019ListingSearch },
  { name: '0020-live-counts', class: Migration0020LiveCounts },
]
