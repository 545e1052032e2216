import { z } from 'zod'
import { PluginSlug } from '../plugins/index.ts'
import { GRANULARITIES } from './granularities.ts'

const MAX_PERIODS = 52

export const ChartInput = z.object({
  granularity: z.enum(GRANULARITIES).default('weekly').describe('How long a period is'),
  periods: z
    .int()
    .min(1)
    .max(MAX_PERIODS)
    .default(12)
    .describe('How many periods, the current one, which is not over yet, included'),
})
export type ChartInput = z.infer<typeof ChartInput>

export const PluginStatsInput = ChartInput.extend({ slug: PluginSlug })
export type PluginStatsInput = z.infer<typeof PluginStatsInput>

export const DownloadPoint = z
  .object({
    period: z.string().describe('The day (`2026-03-06`), ISO week (`2026-W10`) or month (`2026-03`), in UTC'),
    downloads: z.int().min(0),
  })
  .meta({ id: 'DownloadPoint' })
export type DownloadPoint = z.infer<typeof DownloadPoint>

export const DownloadChart = z.array(DownloadPoint).describe('Oldest period first')
export type DownloadChart = z.infer<typeof DownloadChart>

const windows = {
  downloads_last_30_days: z.int().describe('Today and the 29 days before it, in UTC'),
  downloads_last_7_days: z.int().describe('Today and the 6 days before it, in UTC'),
  downloads_trend_percent: z
    .number()
    .describe(
      'The last 30 days against the 30 before them, with one decimal; 100 when only the last 30 have downloads, ' +
        '0 when neither have',
    ),
}

export const DashboardStats = z
  .object({
    total_plugins: z.int(),
    total_downloads: z.int(),
    ...windows,
    most_downloaded_plugin: z
      .object({ name: z.string(), slug: z.string(), downloads_total: z.int() })
      .nullable()
      .describe('Of several with as many downloads the oldest; null without plugins'),
    recent_downloads: DownloadChart,
  })
  .meta({ id: 'DashboardStats' })
export type DashboardStats = z.infer<typeof DashboardStats>

export const PluginStats = z
  .object({
    plugin_slug: z.string(),
    total_downloads: z.int(),
    ...windows,
    chart: DownloadChart,
    by_version: z
      .array(
        z.object({
          version: z.string(),
          downloads: z.int(),
          published_at: z.string().describe('ISO 8601 UTC'),
        }),
      )
      .describe('Every version, most downloaded first, then the newest'),
  })
  .meta({ id: 'PluginStats' })
export type PluginStats = z.infer<typeof PluginStats>
