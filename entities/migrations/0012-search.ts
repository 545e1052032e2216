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

  // Which documents have what: bit n of a block is set when its n-th document has the term. Terms are words, beginnings
  // of words, and what is filtered by and counted; a rare one is compressed to a few bytes.
  `create table search_terms (
    term text collate "C" not null,
    block integer not null,
    bits bit(65536) not null,
    primary key (term, block)
  )`,
  `create function search_bits(bits bit varying, added integer[], removed integer[]) returns bit varying
  language plpgsql immutable strict as $$
  declare
    place integer;
  begin
    foreach place in array added loop bits := set_bit(bits, place, 1); end loop;
    foreach place in array removed loop bits := set_bit(bits, place, 0); end loop;
    return bits;
  end $$`,
  'alter table search_state add column next_document integer not null default 0',

  // What documents are ordered by, close together: many are read at once.
  `create table search_documents (
    document integer primary key,
    plugin_id uuid not null unique,
    name text not null,
    beginning text not null,
    downloads bigint not null,
    average_rating real not null,
    review_count integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  ) with (fillfactor = 90)`,
  // The most used of those that match are found by looking at the most used.
  'create index search_documents_downloads on search_documents (downloads desc, plugin_id, document)',
  // Thousands of names begin with the same two letters.
  'create index search_documents_beginning on search_documents (beginning, downloads desc, plugin_id)',
  `create table search_names (
    document integer primary key,
    plugin_id uuid not null unique,
    name_key text not null,
    name_words tsvector not null,
    downloads bigint not null
  ) with (fillfactor = 90)`,
  gin('search_names_words', 'search_names using gin (name_words)'),
  // What the best matches are compared by, and the terms that each document is known by.
  `create table search_texts (
    plugin_id uuid primary key,
    document integer not null,
    ranked_words tsvector not null,
    terms text not null
  )`,

  // Every word of the index, and the hashes of what is left of it when letters are taken away: two words that differ
  // by a typo have one of those in common.
  `create table search_words (
    word text collate "C" primary key,
    remains integer[] not null
  )`,
  gin('search_words_remains', 'search_words using gin (remains)'),
]
