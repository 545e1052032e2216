import { Migration } from '@mikro-orm/migrations'

/** What people are told in the application, and which milestone of downloads a plugin reaches next. */
export class Migration0011Notifications extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  `create table notifications (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    kind text not null,
    title text not null,
    body text not null,
    link text,
    read_at timestamptz,
    created_at timestamptz not null
  )`,
  'create index notifications_newest on notifications (user_id, created_at desc, id desc)',
  'create index notifications_unread on notifications (user_id, created_at desc, id desc) where read_at is null',

  // Whoever counts sees at once whether a milestone is passed. Those that were passed before this was kept are not told.
  'alter table plugin_totals add column next_milestone bigint default 10',
  `update plugin_totals set next_milestone = (
     select min(m) from unnest(array[10, 50, 100, 500, 1000, 5000, 10000, 50000, 100000]) m where m > downloads
   ) where downloads >= 10`,
]
