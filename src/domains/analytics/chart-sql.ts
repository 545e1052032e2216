import { type Statement, statement } from '../../database/sql.ts'
import type { Clock } from '../../lib/clock.ts'
import { GRANULARITIES, type Granularity, UNITS } from './granularities.ts'
import type { ChartInput } from './schema.ts'

/** The trend compares two windows of so many days. */
const TREND_DAYS = 30

/**
 * SQL, the parts of a `with`: `period`, each one's first day; `counted`, the downloads of the days that count;
 * `recent`, one row of windows. `plugin` is a query for the ids of the plugins that count. `$1` is today, `$2`
 * how many periods. Nothing older than the chart and the windows is read, however much there is.
 */
const countedDays = (granularity: Granularity, plugin: string): string => {
  const { unit } = UNITS[granularity]
  return `
    period as materialized (
      select (date_trunc('${unit}', $1::date::timestamp) - n * interval '1 ${unit}')::date as starts
      from generate_series(0, $2::int - 1) n
    ), counted as materialized (
      select d.day, sum(d.downloads) as downloads
      from (${plugin}) plugin (id) join plugin_download_days d on d.plugin_id = plugin.id
      where d.day <= $1::date
        and d.day >= least((select min(starts) from period), $1::date - ${2 * TREND_DAYS - 1})
      group by d.day
    ), recent as (
      select coalesce(sum(downloads) filter (where day > $1::date - 7), 0) as last_7,
        coalesce(sum(downloads) filter (where day > $1::date - ${TREND_DAYS}), 0) as last_30,
        coalesce(sum(downloads) filter (
          where day <= $1::date - ${TREND_DAYS} and day > $1::date - ${2 * TREND_DAYS}), 0) as before
      from counted
    )`
}

/** SQL for the chart: one point for each period, also for those without downloads. */
const chart = (granularity: Granularity): string => {
  const { unit, label } = UNITS[granularity]
  return `(
    select json_agg(
      json_build_object('period', to_char(starts::timestamp, '${label}'), 'downloads', coalesce(c.downloads, 0))
      order by starts)
    from period left join (
      select date_trunc('${unit}', day::timestamp)::date as starts, sum(downloads) as downloads
      from counted group by 1
    ) c using (starts))`
}

/** SQL for the windows as members of a JSON object; `recent` is in the `from`. */
export const windows = `
  'downloads_last_30_days', last_30, 'downloads_last_7_days', last_7,
  'downloads_trend_percent', case
    when before > 0 then round((last_30 - before) * 100 / before, 1) when last_30 > 0 then 100 else 0 end`

export interface StatsSql {
  /** Queries the ids of the plugins that count; may use what `prelude` names. */
  plugin: string
  /** A part of the `with` that comes first. */
  prelude?: string
  /** The rest of the statement. */
  select(chart: string): string
}

/** One statement for each granularity. */
export function statsStatements<Row>({
  plugin,
  prelude,
  select,
}: StatsSql): Record<Granularity, Statement<Row>> {
  const statementOf = (granularity: Granularity) => {
    const parts = [...(prelude ? [prelude] : []), countedDays(granularity, plugin)]
    return statement<Row>(`with ${parts.join(',')} ${select(chart(granularity))}`)
  }
  return Object.fromEntries(GRANULARITIES.map((each) => [each, statementOf(each)])) as Record<
    Granularity,
    Statement<Row>
  >
}

/** The values of `$1` and `$2`. */
export const chartValues = (clock: Clock, { periods }: ChartInput): [today: string, periods: number] => [
  clock.now().toISOString().slice(0, 10),
  periods,
]
