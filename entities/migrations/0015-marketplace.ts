import { Migration } from '@mikro-orm/migrations'
import { tenantPolicy } from './tenant-policy.ts'

/** Personas, the listings that offer them, and who installed, bought and rated what. */
export class Migration0015Marketplace extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const EVERYTHING = `tenant_variable('gourd.sees') = 'everything'`
const PUBLISHED = `tenant_variable('gourd.sees') = 'published'`

const statements = [
  `create table personas (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    slug varchar(120) not null,
    name text not null,
    description text,
    forked_from uuid,
    created_by uuid not null references users,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint personas_slug_unique unique (org_id, slug)
  )`,
  'create index personas_newest on personas (org_id, created_at desc, id desc)',

  // The slug ends in a part of the id: it tells nobody which slugs others have taken.
  `create table listings (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    persona_id uuid not null references personas,
    seller_id uuid not null references users,
    category_id uuid references categories,
    slug varchar(120) not null constraint listings_slug_unique unique,
    title text not null,
    summary text not null,
    description text not null default '',
    license text not null
      check (license in ('cc_by', 'cc_by_sa', 'cc_by_nc', 'cc_by_nd', 'commercial', 'proprietary')),
    price_usd_micros bigint not null check (price_usd_micros between 0 and 9007199254740991),
    status text not null check (status in ('draft', 'in_review', 'published', 'unpublished', 'removed')),
    tags text[] not null default '{}',
    moderation_flags text[] not null default '{}',
    moderation_reason text,
    installs integer not null default 0,
    forks integer not null default 0,
    ratings_sum integer not null default 0,
    ratings_count integer not null default 0,
    ratings_avg numeric(3, 2) not null
      generated always as (coalesce(round(ratings_sum::numeric / nullif(ratings_count, 0), 2), 0)) stored,
    -- What makes two listings the same to the moderator.
    fingerprint text not null generated always as (md5(lower(title) || E'\n' || lower(summary))) stored,
    -- Set while only this person may see it: its seller, shadow-banned.
    only_for uuid,
    published_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  ) with (fillfactor = 80)`,
  // An export of an organisation by each filter and by each two of them, newest first.
  'create index listings_newest on listings (org_id, created_at desc, id desc)',
  'create index listings_by_status on listings (org_id, status, created_at desc, id desc)',
  'create index listings_by_seller on listings (org_id, seller_id, created_at desc, id desc)',
  'create index listings_by_category on listings (org_id, category_id, created_at desc, id desc)',
  'create index listings_by_seller_status on listings (org_id, seller_id, status, created_at desc, id desc)',
  'create index listings_by_category_status on listings (org_id, category_id, status, created_at desc, id desc)',
  'create index listings_by_seller_category on listings (org_id, seller_id, category_id, created_at desc, id desc)',
  'create index listings_by_persona on listings (persona_id)',
  'create index listings_alike on listings (fingerprint)',
  // The public marketplace in each of its orders, with all that the policies ask for, and the queue of staff.
  ...[
    ['newest', 'published_at desc, id desc'],
    ['installs', 'installs desc, id desc'],
    ['rating', 'ratings_avg desc, ratings_count desc, id desc'],
    ['price', 'price_usd_micros, id'],
  ].map(
    ([name, columns]) =>
      `create index listings_public_${name} on listings (${columns}) include (org_id, seller_id, status, only_for)
     where status = 'published'`,
  ),
  `create index listings_in_review on listings (created_at, id) where status = 'in_review'`,

  // How many listings an organisation has by every filter: counting 100,000 rows costs more than reading a page.
  `create table listing_counts (
    org_id uuid not null references organisations on delete cascade,
    status text not null,
    seller_id uuid not null,
    category_id uuid,
    listings integer not null,
    constraint listing_counts_unique unique nulls not distinct (org_id, status, seller_id, category_id)
  ) with (fillfactor = 70)`,
  `create function count_listing() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' then
      update listing_counts set listings = listings - 1
      where org_id = old.org_id and status = old.status and seller_id = old.seller_id
        and category_id is not distinct from old.category_id;
    end if;
    if tg_op <> 'DELETE' then
      insert into listing_counts as c (org_id, status, seller_id, category_id, listings)
      values (new.org_id, new.status, new.seller_id, new.category_id, 1)
      on conflict on constraint listing_counts_unique do update set listings = c.listings + 1;
    end if;
    return null;
  end $$`,
  `create trigger listings_counted_new after insert or delete on listings
   for each row execute function count_listing()`,
  `create trigger listings_counted_moved after update of org_id, status, seller_id, category_id on listings
   for each row when ((old.org_id, old.status, old.seller_id, old.category_id)
     is distinct from (new.org_id, new.status, new.seller_id, new.category_id))
   execute function count_listing()`,

  // How many listings everybody sees, by the filters of the marketplace. Counted when a transaction commits: so long
  // nobody waits for it.
  `create table public_listing_counts (
    license text not null,
    category_id uuid,
    is_free boolean not null,
    listings integer not null,
    constraint public_listing_counts_unique unique nulls not distinct (license, category_id, is_free)
  ) with (fillfactor = 70)`,
  `create function count_public_listing() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' and old.status = 'published' and old.only_for is null then
      update public_listing_counts set listings = listings - 1
      where license = old.license and category_id is not distinct from old.category_id
        and is_free = (old.price_usd_micros = 0);
    end if;
    if tg_op <> 'DELETE' and new.status = 'published' and new.only_for is null then
      insert into public_listing_counts as c (license, category_id, is_free, listings)
      values (new.license, new.category_id, new.price_usd_micros = 0, 1)
      on conflict on constraint public_listing_counts_unique do update set listings = c.listings + 1;
    end if;
    return null;
  end $$`,
  `create constraint trigger listings_counted_public_new after insert or delete on listings
   deferrable initially deferred for each row execute function count_public_listing()`,
  `create constraint trigger listings_counted_public_moved
   after update of status, only_for, license, category_id, price_usd_micros on listings
   deferrable initially deferred for each row
   when ((old.status, old.only_for, old.license, old.category_id, old.price_usd_micros)
     is distinct from (new.status, new.only_for, new.license, new.category_id, new.price_usd_micros))
   execute function count_public_listing()`,

  // Of the organisation that the buyer worked in; once per person.
  `create table listing_installs (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    listing_id uuid not null references listings on delete cascade,
    user_id uuid not null references users,
    installed_at timestamptz not null,
    constraint listing_installs_once unique (listing_id, user_id)
  )`,
  `create table orders (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    listing_id uuid not null references listings on delete cascade,
    buyer_id uuid not null references users,
    amount_usd_micros bigint not null,
    status text not null check (status in ('completed')),
    payment_reference text,
    created_at timestamptz not null,
    constraint orders_once unique (listing_id, buyer_id)
  )`,
  `create table listing_ratings (
    listing_id uuid not null references listings on delete cascade,
    user_id uuid not null references users,
    org_id uuid not null references organisations on delete cascade,
    rating smallint not null check (rating between 1 and 5),
    rated_at timestamptz not null,
    primary key (listing_id, user_id)
  )`,

  ...tenantPolicy('listings', {
    orgColumn: 'org_id',
    userColumn: 'seller_id',
    readableWhen: `${EVERYTHING} or ${PUBLISHED} and status = 'published' and only_for is null`,
  }),
  ...tenantPolicy('personas', {
    orgColumn: 'org_id',
    readableWhen: `${EVERYTHING} or ${PUBLISHED} and exists (
      select from listings l where l.persona_id = personas.id and l.status = 'published')`,
  }),
  ...tenantPolicy('listing_counts', { orgColumn: 'org_id' }),
  ...tenantPolicy('listing_installs', { orgColumn: 'org_id', userColumn: 'user_id' }),
  ...tenantPolicy('orders', { orgColumn: 'org_id', userColumn: 'buyer_id' }),
  ...tenantPolicy('listing_ratings', { orgColumn: 'org_id', userColumn: 'user_id' }),
]
