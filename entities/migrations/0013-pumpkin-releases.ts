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
  // Its one row says when the feed was last asked (by whoever set this moment, and by nobody else) and when it was
  // asked the last time it answered.
  `create table pumpkin_feed (
    id boolean primary key default true check (id),
    asked_at timestamptz,
    answered_at timestamptz,
    etag text
  )`,
  'insert into pumpkin_feed default values',
]
