import { Migration } from '@mikro-orm/migrations'

/** The releases of Pumpkin as its feed last gave them. */
export class Migration0013PumpkinReleases extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  `create table pumpkin_releases (
    version text primary key,
    tag_name text not null,
    published_at timestamptz not null
  )`,
  // One row: when the feed was last asked, and last answered.
  `create table pumpkin_feed (
    id boolean primary key default true check (id),
    asked_at timestamptz,
    answered_at timestamptz,
    etag text
  )`,
]
