import { Migration } from '@mikro-orm/migrations'

/** What is sent by e-mail to prove who one is, and the pictures of users. */
export class Migration0004MailTokensAndAvatars extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  `create table mail_tokens (
    user_id uuid not null references users on delete cascade,
    kind text not null check (kind in ('verify-email', 'reset-password')),
    id uuid not null unique,
    token_hash varchar(64) not null unique,
    email varchar(255) not null,
    requested_at timestamptz,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (user_id, kind)
  )`,
  'create index mail_tokens_expiry on mail_tokens (expires_at)',

  `create table avatars (
    user_id uuid primary key references users on delete cascade,
    content_type varchar(50) not null,
    sha256 varchar(64) not null,
    bytes bytea not null,
    uploaded_at timestamptz not null
  )`,
  // Pictures are compressed as they come: trying again costs time and saves nothing.
  'alter table avatars alter column bytes set storage external',
]
