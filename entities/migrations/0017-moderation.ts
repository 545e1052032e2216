import { Migration } from '@mikro-orm/migrations'
import { tenantPolicy } from './tenant-policy.ts'

/** Reports, what moderators did about them, and whom it holds for. */
export class Migration0017Moderation extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const EVERYTHING = `tenant_variable('gourd.sees') = 'everything'`

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
  // What every request asks: until when somebody is refused everywhere, and whether others see what they publish.
  'alter table users add column blocked_until timestamptz',
  'alter table users add column shadowed_at timestamptz',

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
        u.shadowed_at is not null, o.id, m.role, o.plan,
        k.rate_limit_per_second, k.rate_limit_burst_size, o.default_rate_limit_per_minute
      from users u
        join organisation_members m on m.org_id = k.org_id and m.user_id = u.id
        join organisations o on o.id = m.org_id
      where u.id = k.user_id;
  end $$`,
  'drop function plan_of_organisation(uuid)',
]
