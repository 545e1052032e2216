import { Migration } from '@mikro-orm/migrations'

/** The accounts at GitHub, Google and Discord that sign people in. */
export class Migration0005OAuthAccounts extends Migration {
  override up(): void {
    this.addSql(`create table oauth_accounts (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      provider text not null check (provider in ('github', 'google', 'discord')),
      provider_user_id varchar(255) not null,
      created_at timestamptz not null,
      constraint oauth_accounts_identity_unique unique (provider, provider_user_id),
      constraint oauth_accounts_user_unique unique (user_id, provider)
    )`)
  }
}
