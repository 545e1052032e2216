import { Migration } from '@mikro-orm/migrations'

/** The search index in PostgreSQL and what waits to be indexed. */
export class Migration0012Search extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

// What is read from an index is read by everybody, and written by one job: no list of pending entries to search through.
const gin = (name: string, on: string) => `create index ${name} on ${on} with (fastupdate = off)`

const statements = [
  'create extension if not exists pg_trgm',

  // Plugins that changed since they were indexed; a mark that is set again while it is worked on stays.
  `create table search_queue (
    plugin_id uuid primary key references plugins on delete cascade,
    revision bigint not null default 1,
    marked_at timestamptz not null
  )`,
  'create index search_queue_oldest on search_queue (marked_at, plugin_id)',

  // The download total each plugin was last indexed with, for engines that do not read it from us.
  `create table search_downloads (
    plugin_id uuid primary key references plugins on delete cascade,
    downloads bigint not null
  )`,

  // One row. What the index was built of; a registry without plugins has an index without documents.
  `create table search_state (
    id boolean primary key default true check (id),
    postgres_settings integer,
    pumpkin_versions text[] not null default '{}'
  )`,
  `insert into search_state (postgres_settings) select case when not exists (select from plugins) then 1 end`,

  // The declared ranges of Pumpkin versions, as the texts by which documents know them.
  `create index versions_range on versions
   ((coalesce(pumpkin_version_min, '') || '..' || coalesce(pumpkin_version_max, ''))) where not is_yanked`,

  // Equal sets of categories, platforms or versions are kept once: what is counted is the sets.
  `create table search_sets (
    id bigint primary key,
    members text[] not null
  )`,
  // The wide word lists lie apart: counting matches reads the rest only.
  `create table search_documents (
    plugin_id uuid primary key,
    name text not null,
    name_key text not null,
    downloads bigint not null,
    average_rating real not null,
    review_count integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    category_set bigint not null,
    platform_set bigint not null,
    version_set bigint not null,
    range_sets bigint[] not null,
    name_words tsvector not null,
    ranked_words tsvector not null,
    all_words tsvector not null
  ) with (toast_tuple_target = 1024, fillfactor = 90)`,
  `alter table search_documents
   alter column all_words set storage external, alter column ranked_words set storage main`,
  // All of them are counted without reading a document.
  'create index search_documents_sets on search_documents (category_set, platform_set, version_set)',
  gin('search_documents_all_words', 'search_documents using gin (all_words)'),
  // The names once more, close together: a letter that somebody begins with is that of thousands.
  `create table search_names (
    plugin_id uuid primary key,
    name_key text not null,
    name_words tsvector not null,
    downloads bigint not null
  ) with (fillfactor = 90)`,
  gin('search_names_words', 'search_names using gin (name_words)'),

  // Every word of the index, and the hashes of what is left of it when letters are taken away: two words that differ
  // by a typo have one of those in common.
  `create table search_words (
    word text collate "C" primary key,
    remains integer[] not null
  )`,
  gin('search_words_remains', 'search_words using gin (remains)'),
]
