import { Migration } from '@mikro-orm/migrations'
import { tenantPolicy } from './tenant-policy.ts'

/** Subscriptions to events, and what became of each delivery. */
export class Migration0018Webhooks extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  // Whose webhooks are told (no tenant reads this table), and its order: ids are made by clocks, which differ between machines.
  'alter table outbox_events add column for_org uuid',
  'alter table outbox_events add column seq bigint generated always as identity',
  'drop index outbox_events_waiting',
  'create index outbox_events_waiting on outbox_events (seq) where dispatched_at is null',

  `create table webhooks (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    url text not null,
    description text,
    events text[] not null,
    secret bytea not null,
    previous_secret bytea,
    previous_until timestamptz,
    is_active boolean not null default true,
    disabled_reason text check (disabled_reason in ('gone', 'failing')),
    failing_since timestamptz,
    created_by uuid not null references users,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  'create index webhooks_of_org on webhooks (org_id, created_at, id)',

  `create table webhook_deliveries (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    webhook_id uuid not null references webhooks on delete cascade,
    event_id uuid not null,
    event_type text not null,
    payload text not null,
    status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
    attempt_count integer not null default 0,
    next_attempt_at timestamptz,
    leased_until timestamptz,
    redelivery_of uuid,
    created_at timestamptz not null
  ) with (fillfactor = 80)`,
  // An event that is dispatched twice makes one delivery; a redelivery makes another.
  `create unique index webhook_deliveries_once on webhook_deliveries (webhook_id, event_id)
   where redelivery_of is null`,
  'create index webhook_deliveries_newest on webhook_deliveries (webhook_id, created_at desc, id desc)',
  // What is due at each endpoint: a long line before one is stepped over, not read.
  `create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_attempt_at, id)
   where status = 'pending'`,

  `create table webhook_attempts (
    id uuid primary key,
    org_id uuid not null references organisations on delete cascade,
    delivery_id uuid not null references webhook_deliveries on delete cascade,
    at timestamptz not null,
    status_code integer,
    duration_ms integer not null,
    error text,
    response_excerpt text
  )`,
  'create index webhook_attempts_of_delivery on webhook_attempts (delivery_id, at)',

  // The delivery worker looks past tenants for what is due, and enters each organisation for what it writes.
  ...['webhooks', 'webhook_deliveries', 'webhook_attempts'].flatMap((table) =>
    tenantPolicy(table, {
      orgColumn: 'org_id',
      readableWhen: `tenant_variable('gourd.sees') = 'everything'`,
    }),
  ),
]
