import { Migration } from '@mikro-orm/migrations'

/** Reviews of plugins, reports about them, and how many of each rating a plugin has. */
export class Migration0009Reviews extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const STARS = [1, 2, 3, 4, 5]
const count = STARS.map((star) => `new.star_${star}`).join(' + ')
const sum = STARS.map((star) => `${star} * new.star_${star}`).join(' + ')

const statements = [
  `create table reviews (
    id uuid primary key,
    plugin_id uuid not null references plugins on delete cascade,
    author_id uuid not null references users,
    rating smallint not null check (rating between 1 and 5),
    title text,
    body text,
    is_hidden boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint reviews_once unique (plugin_id, author_id)
  )`,
  'create index reviews_visible on reviews (plugin_id, created_at desc, id desc) where not is_hidden',

  // Visible reviews by rating, changed in the transaction of the review.
  `alter table plugin_totals ${[
    ...STARS.map((star) => `add column star_${star} integer not null default 0`),
    'add column review_count integer not null default 0',
    'add column average_rating numeric(3, 2) not null default 0',
  ].join(', ')}`,
  // Not generated columns and checks: PostgreSQL reads these anew for every statement that changes the table, and it
  // is changed by every download.
  `create function rate_plugin() returns trigger language plpgsql as $$
  begin
    if least(${STARS.map((star) => `new.star_${star}`).join(', ')}) < 0 then
      raise exception 'fewer reviews than none' using errcode = 'check_violation';
    end if;
    new.review_count := ${count};
    new.average_rating := coalesce(round((${sum})::numeric / nullif(${count}, 0), 2), 0);
    return new;
  end $$`,
  `create trigger plugin_totals_rated before insert or update of ${STARS.map((star) => `star_${star}`).join(', ')}
   on plugin_totals for each row execute function rate_plugin()`,

  // A report outlives its review: staff see what was done about it.
  `create table review_reports (
    id uuid primary key,
    review_id uuid not null,
    plugin_id uuid not null references plugins on delete cascade,
    reporter_id uuid not null references users,
    reason text not null check (reason in ('spam', 'harassment', 'misinformation', 'inappropriate', 'other')),
    details text,
    status text not null default 'pending' check (status in ('pending', 'resolved', 'dismissed')),
    resolved_by uuid references users,
    resolved_at timestamptz,
    created_at timestamptz not null,
    constraint review_reports_once unique (review_id, reporter_id)
  )`,
  'create index review_reports_newest on review_reports (status, created_at desc, id desc)',
]
