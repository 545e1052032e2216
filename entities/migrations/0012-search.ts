import { Migration } from '@mikro-orm/migrations'

/** The search index in PostgreSQL, what waits to be indexed, and the releases of Pumpkin. */
export class Migration0012Search extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  'create extension if not exists pg_trgm',

  // Plugins that changed since they were indexed; a mark that is set again while it is worked on stays.
  `create table search_queue (
    plugin_id uuid primary key references plugins on delete cascade,
    revision bigint not null default 1,
    marked_at timestamptz not null
  )`,
]
