import { Migration } from '@mikro-orm/migrations'

/** How many plugins everybody sees, in all and by category, and how many people they are of. */
export class Migration0020LiveCounts extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

/** Neither deleted nor deactivated, and not for its author alone. */
const isSeen = (row: string) =>
  `(${row}.deleted_at is null and ${row}.deactivated_at is null and ${row}.only_for is null)`

const statements = [
  // Changes of the counts, written in the transaction of the cause: their sum is what the reader's own snapshot of the
  // plugins holds, and nobody waits for a row of it. A job keeps them few.
  `create table live_counts (
    counted text not null check (counted in ('plugins', 'authors')),
    -- Null: in all.
    category_id uuid,
    delta integer not null
  )`,
  'create index live_counts_sum on live_counts (counted, category_id) include (delta)',

  // An author comes with their first plugin and goes with their last one: only changes to those of one person wait for
  // each other.
  `create table author_plugins (
    author_id uuid primary key references users on delete cascade,
    seen integer not null
  ) with (fillfactor = 70)`,

  `create function count_plugins(authors uuid[], step integer) returns void language plpgsql as $$
  begin
    with changed as (
      select author_id, step * count(*)::integer as delta from unnest(authors) author_id group by author_id
    ), kept as (
      insert into author_plugins as a (author_id, seen)
      select author_id, delta from changed order by author_id
      on conflict (author_id) do update set seen = a.seen + excluded.seen
      returning author_id, seen
    )
    insert into live_counts (counted, delta)
    select counted, delta from (
      select 'plugins', step * cardinality(authors)
      union all
      select 'authors', sum((seen > 0)::integer - (seen - delta > 0)::integer) from kept join changed using (author_id)
    ) total (counted, delta) where delta <> 0;
  end $$`,
  `create function count_categories_of(plugin uuid, step integer) returns void language plpgsql as $$
  begin
    insert into live_counts (counted, category_id, delta)
    select 'plugins', category_id, step from plugin_categories where plugin_id = plugin;
  end $$`,

  `create function count_new_plugins() returns trigger language plpgsql as $$
  begin
    perform count_plugins(array(select author_id from added where ${isSeen('added')}), 1);
    return null;
  end $$`,
  `create trigger plugins_counted_new after insert on plugins
   referencing new table as added for each statement execute function count_new_plugins()`,
  `create function count_moved_plugin() returns trigger language plpgsql as $$
  begin
    if ${isSeen('old')} then
      perform count_plugins(array[old.author_id], -1), count_categories_of(old.id, -1);
    end if;
    if tg_op = 'DELETE' then return old; end if;
    if ${isSeen('new')} then
      perform count_plugins(array[new.author_id], 1), count_categories_of(new.id, 1);
    end if;
    return null;
  end $$`,
  `create trigger plugins_counted_moved after update of author_id, deleted_at, deactivated_at, only_for on plugins
   for each row when ((${isSeen('old')}, old.author_id) is distinct from (${isSeen('new')}, new.author_id))
   execute function count_moved_plugin()`,
  // Before: its categories go with it.
  `create trigger plugins_counted_gone before delete on plugins
   for each row execute function count_moved_plugin()`,

  // Those that are not there any more, or not seen, have been counted with their plugin.
  `create function count_categories() returns trigger language plpgsql as $$
  declare
    before text := coalesce(current_setting('gourd.sees', true), '');
  begin
    perform set_config('gourd.sees', 'everything', true);
    if tg_op <> 'INSERT' then
      perform from plugins where id in (select plugin_id from removed) order by id for share;
      insert into live_counts (counted, category_id, delta)
      select 'plugins', r.category_id, -count(*) from removed r join plugins p on p.id = r.plugin_id
      where ${isSeen('p')} group by r.category_id;
    end if;
    if tg_op <> 'DELETE' then
      -- A plugin that is coming or going is waited for: whoever changes it sees these categories, or they see the change.
      perform from plugins where id in (select plugin_id from added) order by id for share;
      insert into live_counts (counted, category_id, delta)
      select 'plugins', a.category_id, count(*) from added a join plugins p on p.id = a.plugin_id
      where ${isSeen('p')} group by a.category_id;
    end if;
    perform set_config('gourd.sees', before, true);
    return null;
  end $$`,
  ...[
    ['new', 'insert', 'new table as added'],
    ['gone', 'delete', 'old table as removed'],
    ['moved', 'update', 'old table as removed new table as added'],
  ].map(
    ([name, event, tables]) =>
      `create trigger plugin_categories_counted_${name} after ${event} on plugin_categories
       referencing ${tables} for each statement execute function count_categories()`,
  ),

  // From here on nobody else writes, until this is committed: what is there now is counted once.
  `insert into author_plugins (author_id, seen)
   select author_id, count(*) from plugins p where ${isSeen('p')} group by author_id`,
  `insert into live_counts (counted, delta)
   select 'plugins', coalesce(sum(seen), 0) from author_plugins union all select 'authors', count(*) from author_plugins`,
  `insert into live_counts (counted, category_id, delta)
   select 'plugins', c.category_id, count(*) from plugin_categories c join plugins p on p.id = c.plugin_id
   where ${isSeen('p')} group by c.category_id`,

  // Who is shadow-banned counts their own as well.
  `create view as_author.live_counts with (security_invoker = true) as
   with own as (
     select id, author_id from public.plugins
     where only_for = tenant_variable('gourd.user_id')::uuid and deleted_at is null and deactivated_at is null
   )
   select counted, category_id, delta from public.live_counts
   union all
   select 'plugins', null, 1 from own
   union all
   select 'plugins', c.category_id, 1 from own join public.plugin_categories c on c.plugin_id = own.id
   union all
   select 'authors', null, 1 from (select distinct author_id from own) author
   where not exists (select from public.author_plugins a where a.author_id = author.author_id and a.seen > 0)`,
  'grant select on as_author.live_counts to public',
]
