import { Migration0001Registry } from './0001-registry.ts'
import { Migration0002Categories } from './0002-categories.ts'
import { Migration0003RateLimits } from './0003-rate-limits.ts'
import { Migration0004MailTokensAndAvatars } from './0004-mail-tokens-and-avatars.ts'
import { Migration0005OAuthAccounts } from './0005-oauth-accounts.ts'
import { Migration0006Organisations } from './0006-organisations.ts'
import { Migration0007ApiKeys } from './0007-api-keys.ts'

/** In the order they run. A migration that has landed never changes. */
export const migrations = [
  { name: '0001-registry', class: Migration0001Registry },
  { name: '0002-categories', class: Migration0002Categories },
  { name: '0003-rate-limits', class: Migration0003RateLimits },
  { name: '0004-mail-tokens-and-avatars', class: Migration0004MailTokensAndAvatars },
  { name: '0005-oauth-accounts', class: Migration0005OAuthAccounts },
  { name: '0006-organisations', class: Migration0006Organisations },
  { name: '0007-api-keys', class: Migration0007ApiKeys },
]
