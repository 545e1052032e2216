import { Migration } from '@mikro-orm/migrations'

/** The gallery, the changelog and the icon of a plugin. */
export class Migration0010MediaAndChangelogs extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  // Claimed before the object is written. What is stored has a position, without gaps, and is shown.
  `create table plugin_media (
    id uuid primary key,
    plugin_id uuid not null references plugins on delete cascade,
    media_type text not null check (media_type in ('image', 'video')),
    original_filename text not null,
    file_size bigint not null,
    mime_type text not null,
    checksum_sha256 varchar(64) not null,
    storage_key text not null,
    caption text,
    position smallint check (position between 0 and 9),
    claimed_at timestamptz not null,
    stored_at timestamptz,
    check ((position is null) = (stored_at is null)),
    constraint plugin_media_position unique (plugin_id, position) deferrable initially deferred
  )`,
  'create index plugin_media_claims on plugin_media (claimed_at) where stored_at is null',

  `create table plugin_changelogs (
    id uuid primary key,
    plugin_id uuid not null references plugins on delete cascade constraint plugin_changelogs_once unique,
    content text not null,
    source text not null check (source in ('manual', 'github')),
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,

  `create table plugin_icons (
    plugin_id uuid primary key references plugins on delete cascade,
    storage_key text not null,
    content_type text not null,
    file_size integer not null,
    checksum_sha256 varchar(64) not null,
    uploaded_at timestamptz not null
  )`,
]
