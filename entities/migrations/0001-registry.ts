import { Migration } from '@mikro-orm/migrations'

/** Users, sessions, plugins, versions, binaries, totals, audit log and outbox. */
export class Migration0001Registry extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  `create table users (
    id uuid primary key,
    username varchar(39) not null,
    email varchar(255),
    email_verified boolean not null default false,
    password_hash text,
    display_name text,
    bio text,
    avatar_url text,
    role text not null default 'author' check (role in ('author', 'moderator', 'admin')),
    is_active boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  'create unique index users_username_unique on users (lower(username))',
  'create unique index users_email_unique on users (lower(email))',

  `create table sessions (
    id_hash varchar(64) primary key,
    public_id uuid not null unique,
    user_id uuid not null references users on delete cascade,
    device text not null,
    ip text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  'create index sessions_user on sessions (user_id)',
  'create index sessions_expiry on sessions (expires_at)',

  `create table categories (
    id uuid primary key,
    slug varchar(50) not null unique,
    name varchar(100) not null,
    description text,
    icon varchar(50),
    display_order integer not null,
    is_active boolean not null default true,
    created_at timestamptz not null
  )`,

  `create table plugins (
    id uuid primary key,
    author_id uuid not null references users,
    slug varchar(100) not null unique,
    name varchar(100) not null,
    short_description text not null,
    description text,
    license text,
    repository_url text,
    website_url text,
    icon_url text,
    deleted_at timestamptz,
    deactivated_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  // Live plugins only: every public list, detail and count asks for them alone.
  // `include (name)`: PostgreSQL reads an expression from an index alone only when its column is in there too.
  ...[
    'created_at (created_at, id)',
    'updated_at (updated_at, id)',
    'name (lower(name), id) include (name)',
  ].map(
    (index) =>
      `create index plugins_live_${index.replace(' ', ' on plugins ')}
       where deleted_at is null and deactivated_at is null`,
  ),
  // The few that left: to count a category, they are taken from it.
  `create index plugins_gone on plugins (id) where deleted_at is not null or deactivated_at is not null`,
  'create index plugins_author on plugins (author_id)',

  `create table plugin_categories (
    plugin_id uuid not null references plugins on delete cascade,
    category_id uuid not null references categories,
    position smallint not null,
    primary key (plugin_id, category_id)
  )`,
  'create index plugin_categories_category on plugin_categories (category_id, plugin_id)',

  `create table versions (
    id uuid primary key,
    plugin_id uuid not null references plugins on delete cascade,
    version text not null,
    release text not null,
    changelog text,
    pumpkin_version_min text,
    pumpkin_version_max text,
    is_yanked boolean not null default false,
    published_at timestamptz not null,
    constraint versions_release_unique unique (plugin_id, release)
  )`,
  'create index versions_newest on versions (plugin_id, published_at desc, id desc)',

  `create table binaries (
    id uuid primary key,
    version_id uuid not null references versions on delete cascade,
    platform text not null check (platform in ('windows', 'macos', 'linux')),
    file_name text not null,
    file_size bigint not null,
    checksum_sha256 varchar(64) not null,
    storage_key text not null,
    content_type text not null,
    claimed_at timestamptz not null,
    stored_at timestamptz,
    constraint binaries_platform_unique unique (version_id, platform)
  )`,

  // Free room on each page lets a counter be rewritten in place (a heap-only update where no index covers it).
  `create table plugin_totals (
    plugin_id uuid primary key references plugins on delete cascade,
    downloads bigint not null default 0
  ) with (fillfactor = 70)`,
  'create index plugin_totals_downloads on plugin_totals (downloads, plugin_id)',
  `create table version_totals (
    version_id uuid primary key references versions on delete cascade,
    downloads bigint not null default 0
  ) with (fillfactor = 70)`,
  `create table plugin_download_days (
    plugin_id uuid not null references plugins on delete cascade,
    day date not null,
    downloads bigint not null default 0,
    primary key (plugin_id, day)
  ) with (fillfactor = 70)`,

  `create table audit_logs (
    id uuid primary key,
    actor_id uuid,
    actor_username text not null,
    action text not null,
    target_type text not null,
    target_id text not null,
    details jsonb not null,
    created_at timestamptz not null
  )`,
  'create index audit_logs_newest on audit_logs (created_at desc, id desc)',

  `create table outbox_events (
    id uuid primary key,
    type text not null,
    data jsonb not null,
    created_at timestamptz not null,
    dispatched_at timestamptz
  )`,
  'create index outbox_events_waiting on outbox_events (id) where dispatched_at is null',
]
