import { Migration } from '@mikro-orm/migrations'

/** The shared token buckets of the rate limits. */
export class Migration0003RateLimits extends Migration {
  override up(): void {
    for (const sql of statements) this.addSql(sql)
  }
}

const statements = [
  // Unlogged: each request writes here, and what a crash forgets is only that somebody was limited.
  // Free room on each page and no index but the key: a bucket is rewritten in place.
  // Times are microseconds since 1970. `asked_at` to `granted` are the last question and its answer.
  `create unlogged table rate_limits (
    key text collate "C" primary key,
    full_at bigint not null,
    asked_at bigint not null,
    interval_us bigint not null,
    burst integer not null,
    wanted integer not null,
    spare integer not null,
    granted integer not null
  ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.5, autovacuum_analyze_threshold = 10000)`,

  // One token of every bucket or of none. The first statement locks them all, in one order, and reads the clock
  // with the lock held; the second sees what they hold then.
  `create function take_together(keys text[], intervals bigint[], bursts integer[])
  returns table (key text, granted integer, full_at bigint, asked_at bigint)
  language sql volatile as $$
    insert into rate_limits as b (key, full_at, asked_at, interval_us, burst, wanted, spare, granted)
    select key, now, now, interval_us, burst, 1, 0, 0
    from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint) n (now),
      unnest(keys, intervals, bursts) as t (key, interval_us, burst)
    order by key collate "C"
    on conflict (key) do update set
      interval_us = excluded.interval_us, burst = excluded.burst, wanted = excluded.wanted, spare = excluded.spare,
      (asked_at, full_at) = (
        select now, now + least(greatest(b.full_at - now, 0), excluded.burst * excluded.interval_us)
        from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint) n (now)
      );

    update rate_limits b
    set granted = c.allowed::int, full_at = b.full_at + c.allowed::int * b.interval_us
    from (
      select bool_and(r.full_at - r.asked_at <= (r.burst - 1) * r.interval_us) as allowed
      from rate_limits r where r.key = any(keys)
    ) c
    where b.key = any(keys)
    returning b.key, b.granted, b.full_at, b.asked_at
  $$`,
]
