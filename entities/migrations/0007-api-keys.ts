import { Migration } from '@mikro-orm/migrations'
import { tenantPolicy } from './tenant-policy.ts'

/** API keys, and what was done with them. */
export class Migration0007ApiKeys extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  // A key goes with the membership it acts by.
  `create table api_keys (
    id uuid primary key,
    user_id uuid not null,
    org_id uuid not null,
    name text not null,
    key_prefix text not null constraint api_keys_prefix_unique unique,
    key_hash text not null,
    permissions text[] not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    rate_limit_per_second integer check (rate_limit_per_second >= 1),
    rate_limit_burst_size integer check (rate_limit_burst_size between 1 and 500),
    replaced_at timestamptz,
    created_at timestamptz not null,
    foreign key (org_id, user_id) references organisation_members (org_id, user_id) on delete cascade
  ) with (fillfactor = 80)`,
  'create index api_keys_user on api_keys (user_id, created_at, id)',
  'create index api_keys_member on api_keys (org_id, user_id)',

  // The one index serves both: writing a row is cheap, and the newest of a key are read in order.
  `create table api_key_usage_logs (
    api_key_id uuid not null,
    created_at timestamptz not null,
    id uuid not null,
    user_id uuid not null,
    org_id uuid not null,
    action text not null,
    resource text not null,
    success boolean not null,
    status_code smallint not null,
    primary key (api_key_id, created_at, id)
  )`,
  `create table api_key_usage_days (
    api_key_id uuid not null,
    day date not null,
    user_id uuid not null,
    org_id uuid not null,
    requests bigint not null,
    failures bigint not null,
    primary key (api_key_id, day)
  ) with (fillfactor = 70)`,

  // Who presents a key is known by nothing else yet: its visible prefix opens its row.
  ...tenantPolicy('api_keys', {
    orgColumn: 'org_id',
    userColumn: 'user_id',
    readableWhen: `key_prefix = tenant_variable('gourd.key_prefix')`,
  }),
  ...tenantPolicy('api_key_usage_logs', { orgColumn: 'org_id', userColumn: 'user_id' }),
  ...tenantPolicy('api_key_usage_days', { orgColumn: 'org_id', userColumn: 'user_id' }),

  // What authentication has to know of a key, in one statement. The variables end with it.
  `create function find_api_key(prefix text) returns table (
    id uuid, key_hash text, expires_at timestamptz, permissions text[], user_id uuid, username text,
    is_active boolean, org_id uuid, org_role text, rate_limit_per_second integer, rate_limit_burst_size integer,
    default_rate_limit_per_minute integer
  ) language plpgsql as $$
  declare k api_keys;
  begin
    perform set_config('gourd.key_prefix', prefix, true);
    select * into k from api_keys a where a.key_prefix = prefix;
    if not found then return; end if;
    perform set_config('gourd.org_id', k.org_id::text, true);
    return query
      select k.id, k.key_hash, k.expires_at, k.permissions, u.id, u.username::text, u.is_active, o.id, m.role,
        k.rate_limit_per_second, k.rate_limit_burst_size, o.default_rate_limit_per_minute
      from users u
        join organisation_members m on m.org_id = k.org_id and m.user_id = u.id
        join organisations o on o.id = m.org_id
      where u.id = k.user_id;
  end $$`,

  // A batch of calls, one organisation after the other. Whoever writes locks rows in the same order. A batch that
  // comes again, because its answer was lost, changes nothing.
  `create function record_api_key_usage(calls jsonb) returns void language plpgsql as $$
  declare tenant uuid;
  begin
    for tenant in
      select distinct c.org_id from jsonb_to_recordset(calls) as c (org_id uuid) order by c.org_id
    loop
      perform set_config('gourd.org_id', tenant::text, true);
      with batch as materialized (
        select * from jsonb_to_recordset(calls) as c (
          id uuid, api_key_id uuid, user_id uuid, org_id uuid, action text, resource text, status_code smallint,
          created_at timestamptz
        ) where c.org_id = tenant
      ), logged as (
        insert into api_key_usage_logs
          (api_key_id, created_at, id, user_id, org_id, action, resource, success, status_code)
        select api_key_id, created_at, id, user_id, org_id, action, resource, status_code < 400, status_code
        from batch on conflict do nothing
        returning api_key_id, created_at, user_id, org_id, success
      ), counted as (
        insert into api_key_usage_days as d (api_key_id, day, user_id, org_id, requests, failures)
        select api_key_id, (created_at at time zone 'UTC')::date as day, user_id, org_id, count(*),
          count(*) filter (where not success)
        from logged group by api_key_id, day, user_id, org_id order by api_key_id, day
        on conflict (api_key_id, day) do update
          set requests = d.requests + excluded.requests, failures = d.failures + excluded.failures
      ), used as materialized (
        select k.id, b.at from api_keys k
          join (select api_key_id, max(created_at) as at from batch group by api_key_id) b on b.api_key_id = k.id
        order by k.id for no key update of k
      )
      update api_keys k set last_used_at = used.at
      from used where k.id = used.id and (k.last_used_at is null or k.last_used_at < used.at);
    end loop;
  end $$`,
]
