import { Migration } from '@mikro-orm/migrations'

/** Indexes for profiles, statistics and the lists of staff. */
export class Migration0014PublicLists extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  `create index plugins_live_author on plugins (author_id, created_at, id)
   where deleted_at is null and deactivated_at is null`,
  'create index plugins_name_trigrams on plugins using gin (name gin_trgm_ops)',
  'create index users_username_trigrams on users using gin (username gin_trgm_ops)',
  'create index users_email_trigrams on users using gin (email gin_trgm_ops)',
  'create index users_newest on users (created_at, id)',
]
