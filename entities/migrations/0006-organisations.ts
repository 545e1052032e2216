import { Migration } from '@mikro-orm/migrations'
import { newId } from '../id.ts'
import { tenantPolicy } from './tenant-policy.ts'

/** Organisations and their members, one of their own for everybody who is there, and the isolation of tenants. */
export class Migration0006Organisations extends Migration {
  override async up(): Promise<void> {
    for (const sql of tables) await this.execute(sql)
    await this.giveEverybodyTheirOwn()
    for (const sql of isolation) await this.execute(sql)
  }

  /** The slugs of two usernames can be the same: all but the first get a tail. */
  private async giveEverybodyTheirOwn(): Promise<void> {
    const users = (await this.execute('select id, username from users order by created_at, id')) as {
      id: string
      username: string
    }[]
    const taken = new Set<string>()
    const rows = users.map(({ id: user, username }) => {
      const id = newId()
      const base =
        username
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .replace(/^-|-$/g, '') || 'org'
      const slug = taken.has(base) ? `${base}-${id.slice(-8)}` : base
      taken.add(slug)
      return { id, user, slug }
    })
    for (let start = 0; start < rows.length; start += BATCH) {
      await this.execute(fill, [JSON.stringify(rows.slice(start, start + BATCH))])
    }
  }
}

const BATCH = 5000

const fill = `
  with own as (
    insert into organisations (id, personal_user_id, slug, name, created_at, updated_at)
    select o.id, u.id, o.slug, u.username, u.created_at, u.created_at
    from jsonb_to_recordset(?::jsonb) as o (id uuid, "user" uuid, slug text) join users u on u.id = o."user"
    returning id, personal_user_id, created_at
  )
  insert into organisation_members (org_id, user_id, role, joined_at)
  select id, personal_user_id, 'owner', created_at from own`

const tables = [
  `create table organisations (
    id uuid primary key,
    personal_user_id uuid constraint organisations_personal_unique unique references users,
    slug varchar(100) not null constraint organisations_slug_unique unique,
    name text not null,
    plan text not null default 'starter' check (plan in ('starter', 'pro', 'creator-plus', 'sovereign')),
    default_rate_limit_per_minute integer check (default_rate_limit_per_minute between 1 and 100000),
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create table organisation_members (
    org_id uuid not null references organisations on delete cascade,
    user_id uuid not null references users,
    role text not null check (role in ('owner', 'admin', 'moderator', 'member')),
    joined_at timestamptz not null,
    constraint organisation_members_unique primary key (org_id, user_id)
  )`,
  'create index organisation_members_user on organisation_members (user_id, org_id)',
  // How many organisations somebody made, besides their own: counted and limited in one statement.
  'alter table users add column organisations_created integer not null default 0',
]

const isolation = [
  // A variable of the transaction; null when it is not set, or was set by an earlier transaction of the connection.
  `create function tenant_variable(name text) returns text language sql stable parallel safe
   return nullif(current_setting(name, true), '')`,
  ...tenantPolicy('organisations', {
    orgColumn: 'id',
    readableWhen: `exists (
      select from organisation_members m
      where m.org_id = organisations.id and m.user_id = tenant_variable('gourd.user_id')::uuid)`,
  }),
  ...tenantPolicy('organisation_members', { orgColumn: 'org_id', userColumn: 'user_id' }),

  // For the gate that every call of a key passes: the organisation is entered for this one statement.
  `create function plan_of_organisation(org uuid) returns text language plpgsql as $$
  declare
    entered text := coalesce(current_setting('gourd.org_id', true), '');
    found_plan text;
  begin
    perform set_config('gourd.org_id', org::text, true);
    select plan into found_plan from organisations where id = org;
    perform set_config('gourd.org_id', entered, true);
    return found_plan;
  end $$`,
]
