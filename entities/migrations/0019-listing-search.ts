import { Migration } from '@mikro-orm/migrations'

/** The search index of published listings in PostgreSQL and what waits to be indexed. */
export class Migration0019ListingSearch extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

// As for plugins: written by one job.
const gin = (name: string, on: string) => `create index ${name} on ${on} with (fastupdate = off)`

const statements = [
  // Listings that changed since they were indexed; a mark that is set again while it is worked on stays. Whose they
  // are is not told here, nor in the index: it has what everybody may read.
  `create table listing_search_queue (
    listing_id uuid primary key,
    revision bigint not null default 1,
    marked_at timestamptz not null
  )`,
  'create index listing_search_queue_oldest on listing_search_queue (marked_at, listing_id)',

  // There are no listings yet: the index is complete.
  'alter table search_state add column postgres_listing_settings integer',
  'update search_state set postgres_listing_settings = 1',

  `create table listing_search_documents (
    listing_id uuid primary key,
    license text not null,
    category_id uuid,
    tags text[] not null,
    price_usd_micros bigint not null,
    installs integer not null,
    ratings_avg numeric(3, 2) not null,
    ratings_count integer not null,
    published_at timestamptz not null,
    name_key text not null,
    name_words tsvector not null,
    ranked_words tsvector not null,
    all_words tsvector not null
  ) with (toast_tuple_target = 1024)`,
  `alter table listing_search_documents
   alter column all_words set storage external, alter column ranked_words set storage main`,
  gin('listing_search_documents_all_words', 'listing_search_documents using gin (all_words)'),

  `create table listing_search_words (
    word text collate "C" primary key,
    remains integer[] not null
  )`,
  gin('listing_search_words_remains', 'listing_search_words using gin (remains)'),
]
