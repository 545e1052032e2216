import { Migration } from '@mikro-orm/migrations'
import { tenantPolicy } from './tenant-policy.ts'

/** Reports, what moderators did about them, and whom it holds for. */
export class Migration0017Moderation extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const STARS = [1, 2, 3, 4, 5]
const EVERYTHING = `tenant_variable('gourd.sees') = 'everything'`

/** A function whose one expression sees all rows. Who owns the tables need not be a superuser to make it. */
const seeingEverything = (signature: string, type: string, expression: string) => `
  create function ${signature} returns ${type} language plpgsql stable as $$
  declare
    before text := coalesce(current_setting('gourd.sees', true), '');
    answer ${type};
  begin
    perform set_config('gourd.sees', 'everything', true);
    answer := ${expression};
    perform set_config('gourd.sees', before, true);
    return answer;
  end $$`

const statements = [
  `create table reports (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    reporter_id uuid not null references users,
    reported_user_id uuid not null references users,
    subject_type text not null check (subject_type in ('user', 'listing', 'file', 'plugin', 'review')),
    subject_id uuid not null,
    category text not null check (category in ('spam', 'harassment', 'misinformation', 'inappropriate', 'other')),
    description text not null default '',
    status text not null default 'open' check (status in ('open', 'resolved')),
    resolution text check (resolution in ('dismissed', 'resolved')),
    resolution_text text,
    resolved_by uuid references users,
    resolved_at timestamptz,
    created_at timestamptz not null
  )`,
  // Nobody reports the same thing twice while the first report is open.
  `create unique index reports_once on reports (reporter_id, subject_type, subject_id) where status = 'open'`,
  'create index reports_newest on reports (org_id, created_at desc, id desc)',
  'create index reports_by_status on reports (org_id, status, created_at desc, id desc)',
  'create index reports_by_reported on reports (org_id, reported_user_id, created_at desc, id desc)',
  ...tenantPolicy('reports', { orgColumn: 'org_id', readableWhen: EVERYTHING }),

  // Append-only: what was done stays said. Without an organisation: done by platform staff, everywhere.
  `create table mod_log (
    id uuid primary key,
    org_id uuid,
    action text not null check (action in
      ('warn', 'suspend', 'ban', 'shadow_ban', 'unsuspend', 'unban', 'unshadow_ban', 'dismiss')),
    actor_id uuid not null,
    affected_user_id uuid,
    report_id uuid,
    reason text not null,
    expires_at timestamptz,
    created_at timestamptz not null
  )`,
  'create index mod_log_newest on mod_log (org_id, created_at desc, id desc)',
  `create function refuse_change() returns trigger language plpgsql as $$
  begin raise exception 'the moderation log is append-only' using errcode = 'insufficient_privilege'; end $$`,
  `create trigger mod_log_append_only before update or delete on mod_log
   for each row execute function refuse_change()`,
  `create trigger mod_log_kept before truncate on mod_log for each statement execute function refuse_change()`,
  ...tenantPolicy('mod_log', { orgColumn: 'org_id', readableWhen: EVERYTHING }),
  // Of platform staff: rows of no organisation.
  `create policy platform_log on mod_log for insert with check (org_id is null and ${EVERYTHING})`,

  // What holds for somebody now, in an organisation or (without one) everywhere.
  `create table restrictions (
    id uuid primary key,
    org_id uuid,
    user_id uuid not null references users,
    kind text not null check (kind in ('suspend', 'ban', 'shadow_ban')),
    expires_at timestamptz,
    action_id uuid not null,
    created_at timestamptz not null,
    constraint restrictions_once unique nulls not distinct (user_id, org_id, kind)
  )`,
  ...tenantPolicy('restrictions', { orgColumn: 'org_id', userColumn: 'user_id', readableWhen: EVERYTHING }),
  `create policy platform_restrictions on restrictions
   using (org_id is null and ${EVERYTHING}) with check (org_id is null and ${EVERYTHING})`,
  // What every request asks: until when somebody is refused everywhere, whether others see what they publish, and
  // whether anything of theirs, somewhere, is seen by them alone.
  'alter table users add column blocked_until timestamptz',
  'alter table users add column shadowed_at timestamptz',
  'alter table users add column is_shadowed boolean not null default false',

  // What a shadow-banned person publishes is there for them alone: every statement is bound, whoever writes it.
  ...['plugins', 'reviews'].flatMap((table) => [
    `alter table ${table} add column only_for uuid`,
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy shown on ${table} using (
      only_for is null or only_for = tenant_variable('gourd.user_id')::uuid or ${EVERYTHING}
    ) with check (true)`,
    `create index ${table}_shadowed on ${table} (only_for) where only_for is not null`,
  ]),
  // It narrows what the organisation sees of its listings. Files in quarantine are nobody's to see: their reads say it.
  `create policy shown on listings as restrictive using (
    only_for is null or only_for = tenant_variable('gourd.user_id')::uuid or ${EVERYTHING}
  ) with check (true)`,
  'create index listings_shadowed on listings (only_for) where only_for is not null',
  'drop index plugins_gone',
  `create index plugins_gone on plugins (id) include (only_for)
   where deleted_at is not null or deactivated_at is not null`,
  // A slug stays taken, whoever sees its plugin.
  seeingEverything(
    'slug_is_taken(asked text, except_id uuid)',
    'boolean',
    'exists (select from plugins where slug = asked and id is distinct from except_id)',
  ),
  // Of what is deleted, deactivated or hidden from the reader: few, to be taken from the sum over all.
  seeingEverything(
    'unseen_downloads()',
    'bigint',
    `(select coalesce(sum(t.downloads), 0) from plugin_totals t where t.plugin_id in (
        select id from plugins where deleted_at is not null or deactivated_at is not null
        union
        select id from plugins where only_for is not null
          and only_for is distinct from tenant_variable('gourd.user_id')::uuid))`,
  ),
  // Its author is told of milestones, whoever sees the plugin.
  seeingEverything(
    'plugin_to_tell_of(asked uuid)',
    'plugins',
    '(select p from plugins p where p.id = asked)',
  ),
  // Listings that others do not see are not counted either.
  `create or replace function count_listing() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' and old.only_for is null then
      update listing_counts set listings = listings - 1
      where org_id = old.org_id and status = old.status and seller_id = old.seller_id
        and category_id is not distinct from old.category_id;
    end if;
    if tg_op <> 'DELETE' and new.only_for is null then
      insert into listing_counts as c (org_id, status, seller_id, category_id, listings)
      values (new.org_id, new.status, new.seller_id, new.category_id, 1)
      on conflict on constraint listing_counts_unique do update set listings = c.listings + 1;
    end if;
    return null;
  end $$`,
  'drop trigger listings_counted_moved on listings',
  `create trigger listings_counted_moved
   after update of org_id, status, seller_id, category_id, only_for on listings
   for each row when ((old.org_id, old.status, old.seller_id, old.category_id, old.only_for)
     is distinct from (new.org_id, new.status, new.seller_id, new.category_id, new.only_for))
   execute function count_listing()`,
  // Who is shadow-banned reads these in the place of the tables: with their own rows, the totals are as before.
  'create schema as_author',
  'grant usage on schema as_author to public',
  `create view as_author.plugin_totals with (security_invoker = true) as
   select t.plugin_id, t.downloads, t.next_milestone, ${STARS.map((n) => `t.star_${n} + (r.rating is not distinct from ${n})::integer as star_${n}`).join(', ')},
     t.review_count + (r.rating is not null)::integer as review_count,
     case when r.rating is null then t.average_rating else round(
       (${STARS.map((n) => `${n} * t.star_${n}`).join(' + ')} + r.rating)::numeric / (t.review_count + 1), 2)
     end::numeric(3, 2) as average_rating
   from public.plugin_totals t left join public.reviews r
     on r.plugin_id = t.plugin_id and r.author_id = tenant_variable('gourd.user_id')::uuid
       and r.only_for is not null and not r.is_hidden`,
  `create view as_author.listing_counts with (security_invoker = true) as
   select org_id, status, seller_id, category_id, listings from public.listing_counts
   union all
   select org_id, status, seller_id, category_id, 1 from public.listings
   where only_for = tenant_variable('gourd.user_id')::uuid`,
  'grant select on all tables in schema as_author to public',
  // Lists and counts read these indexes alone, so the column that the policy asks for has to be in there.
  ...[
    ['created_at', '(created_at, id) include (only_for)'],
    ['updated_at', '(updated_at, id) include (only_for)'],
    ['name', '(lower(name), id) include (name, only_for)'],
    ['author', '(author_id, created_at, id) include (only_for)'],
  ].flatMap(([name, columns]) => [
    `drop index plugins_live_${name}`,
    `create index plugins_live_${name} on plugins ${columns} where deleted_at is null and deactivated_at is null`,
  ]),
  // New rows take it from their author: nobody who writes one can forget it.
  `create function shadow_new_row() returns trigger language plpgsql as $$
  declare
    author uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
    is_shadowed boolean;
  begin
    -- A measure that is being taken is waited for: it will not see this row.
    select u.shadowed_at is not null into is_shadowed from users u where u.id = author for share;
    if is_shadowed
      or exists (
        select from restrictions r where r.user_id = author and r.kind = 'shadow_ban'
          and r.org_id = (to_jsonb(new) ->> 'org_id')::uuid)
    then new.only_for := author; end if;
    return new;
  end $$`,
  ...[
    ['plugins', 'author_id'],
    ['reviews', 'author_id'],
    ['listings', 'seller_id'],
    ['files', 'uploader_id'],
  ].map(
    ([table, author]) =>
      `create trigger ${table}_shadowed before insert on ${table}
     for each row execute function shadow_new_row('${author}')`,
  ),

  // As before, with the plan of the organisation and whether the holder is refused, everywhere or there.
  'drop function find_api_key(text)',
  `create function find_api_key(prefix text, at timestamptz) returns table (
    id uuid, key_hash text, expires_at timestamptz, permissions text[], user_id uuid, username text,
    is_suspended boolean, is_shadowed boolean, org_id uuid, org_role text, plan text,
    rate_limit_per_second integer, rate_limit_burst_size integer, default_rate_limit_per_minute integer
  ) language plpgsql as $$
  declare k api_keys;
  begin
    perform set_config('gourd.key_prefix', prefix, true);
    select * into k from api_keys a where a.key_prefix = prefix;
    if not found then return; end if;
    perform set_config('gourd.org_id', k.org_id::text, true);
    return query
      select k.id, k.key_hash, k.expires_at, k.permissions, u.id, u.username::text,
        not u.is_active or coalesce(u.blocked_until > at, false) or exists (
          select from restrictions r
          where r.user_id = u.id and r.org_id = k.org_id and r.kind in ('suspend', 'ban')
            and (r.expires_at is null or r.expires_at > at)),
        u.is_shadowed, o.id, m.role, o.plan,
        k.rate_limit_per_second, k.rate_limit_burst_size, o.default_rate_limit_per_minute
      from users u
        join organisation_members m on m.org_id = k.org_id and m.user_id = u.id
        join organisations o on o.id = m.org_id
      where u.id = k.user_id;
  end $$`,
  'drop function plan_of_organisation(uuid)',
]
