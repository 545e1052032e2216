import type { Answer, BucketStore } from './store.ts'
import { SPARE_SHARE } from './store.ts'

/** What is used of a `pg.Pool`. */
export interface Queryable {
  query(query: {
    name: string
    text: string
    values: unknown[]
    rowMode: 'array'
    query_timeout: number
  }): Promise<{ rows: unknown[][] }>
}

/** A connection that does not answer for so long (ms) is given up. */
const GIVE_UP = 2000
const PRUNE_MS = 60_000

const NOW = '(extract(epoch from clock_timestamp()) * 1000000)::bigint'

/**
 * One upsert for all keys, locked in one order. `on conflict` sees nothing but columns of the table, hence those
 * that hold what was asked. A bucket is never fuller than full nor, after a change of quota, emptier than empty;
 * the latter would give away what passed while waiting for the lock, were the clock not read with the lock held.
 */
const TAKE_EACH = {
  name: 'rate-limit-take-each',
  text: `
    insert into rate_limits as b (key, full_at, asked_at, interval_us, burst, wanted, spare, granted)
    select key, asked_at + granted * interval_us, asked_at, interval_us, burst, wanted, spare, granted
    from (
      select *, least(wanted, burst) + greatest(0, least(spare, (burst - wanted) / ${SPARE_SHARE})) as granted
      from (select ${NOW}) n (asked_at),
        unnest($1::text[], $2::bigint[], $3::int[], $4::int[], $5::int[]) as t (key, interval_us, burst, wanted, spare)
    ) asked
    order by key collate "C"
    on conflict (key) do update set
      interval_us = excluded.interval_us, burst = excluded.burst, wanted = excluded.wanted, spare = excluded.spare,
      (asked_at, full_at, granted) = (
        select now, now + empty + granted * excluded.interval_us, granted
        from (select ${NOW}, excluded.burst * excluded.interval_us) n (now, size),
        lateral (select least(greatest(b.full_at - now, 0), size)) e (empty),
        lateral (select ((size - empty) / excluded.interval_us)::int) t (tokens),
        lateral (select least(excluded.wanted, tokens)
          + greatest(0, least(excluded.spare, (tokens - excluded.wanted) / ${SPARE_SHARE}))) g (granted)
      )
    returning key, granted, (full_at - asked_at)::float8, asked_at::float8`,
}

const TAKE_TOGETHER = {
  name: 'rate-limit-take-together',
  text: `select key, granted, (full_at - asked_at)::float8, asked_at::float8
    from take_together($1::text[], $2::bigint[], $3::int[])`,
}

/** Buckets that are full say nothing a missing one does not say. Skips what others hold: it never waits. */
const PRUNE = {
  name: 'rate-limit-prune',
  text: `delete from rate_limits where key in (
    select key from rate_limits where full_at < ${NOW} limit 10000 for update skip locked)`,
}

/** Buckets in the table `rate_limits`, in the database's time. */
export function createPostgresStore(pool: Queryable): BucketStore {
  const run = async (query: { name: string; text: string }, values: unknown[]) =>
    (await pool.query({ ...query, values, rowMode: 'array', query_timeout: GIVE_UP })).rows as Row[]
  const pruning = setInterval(
    () => void run(PRUNE, []).catch(() => {}),
    PRUNE_MS * (0.75 + Math.random() / 2),
  )
  pruning.unref()

  return {
    takeEach: async (demands) =>
      answerOf(
        demands,
        await run(TAKE_EACH, [
          demands.map(({ key }) => key),
          demands.map(({ rate }) => rate.interval),
          demands.map(({ rate }) => rate.burst),
          demands.map(({ wanted }) => wanted),
          demands.map(({ spare }) => spare),
        ]),
      ),
    takeTogether: async (buckets) =>
      answerOf(
        buckets,
        await run(TAKE_TOGETHER, [
          buckets.map(({ key }) => key),
          buckets.map(({ rate }) => rate.interval),
          buckets.map(({ rate }) => rate.burst),
        ]),
      ),
    close: async () => clearInterval(pruning),
  }
}

type Row = [key: string, granted: number, fullIn: number, now: number]

function answerOf(asked: readonly { key: string }[], rows: Row[]): Answer {
  const byKey = new Map(rows.map((row) => [row[0], row]))
  const sorted = asked.map(({ key }) => byKey.get(key) as Row)
  return {
    now: sorted[0]?.[3] as number,
    grants: sorted.map(([, granted, fullIn]) => ({ granted, fullIn })),
  }
}
