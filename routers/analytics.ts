import {
  ChartInput,
  DashboardStats,
  DownloadChart,
  getDashboardDownloads,
  getDashboardStats,
  getPluginStats,
  PluginStats,
  PluginStatsInput,
} from '../src/domains/analytics/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const weeks = [
  { period: '2026-W01', downloads: 280 },
  { period: '2026-W02', downloads: 340 },
]
const outOfRange = {
  validation_failed: '`granularity` is none of the three, or `periods` is not a whole number from 1 to 52',
}

export const analytics = t.router({
  dashboardStats: scoped('read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/dashboard/stats',
        tags: ['analytics'],
        summary: 'Get your dashboard',
        description:
          'What your plugins have reached: totals, the last 7 and 30 days, the trend and a chart. Plugins that were ' +
          'deleted or deactivated count nowhere. Days, ISO weeks and months are those of UTC and windows include ' +
          'today. The chart has exactly `periods` points, those without downloads too; the last one is the current ' +
          'period. A download counts from the moment it is answered.',
      },
      rest: {
        errors: outOfRange,
        example: {
          input: { granularity: 'weekly', periods: 2 },
          output: {
            total_plugins: 5,
            total_downloads: 12450,
            downloads_last_30_days: 1230,
            downloads_last_7_days: 340,
            downloads_trend_percent: 15.3,
            most_downloaded_plugin: { name: 'Pumpkin Voice', slug: 'pumpkin-voice', downloads_total: 8200 },
            recent_downloads: weeks,
          },
        },
      },
    })
    .input(ChartInput)
    .output(DashboardStats)
    .query(({ ctx, input }) => getDashboardStats(ctx, input)),

  dashboardDownloads: scoped('read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/dashboard/downloads',
        tags: ['analytics'],
        summary: 'Get your downloads over time',
        description:
          'The downloads of all your plugins together, as the chart of the dashboard shows them: exactly `periods` ' +
          'points, oldest first, the last one being the current period (UTC).',
      },
      rest: {
        errors: outOfRange,
        example: { input: { granularity: 'weekly', periods: 2 }, output: weeks },
      },
    })
    .input(ChartInput)
    .output(DownloadChart)
    .query(({ ctx, input }) => getDashboardDownloads(ctx, input)),

  pluginStats: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/download-stats',
        tags: ['analytics'],
        summary: 'Get the download statistics of a plugin',
        description:
          'For anybody: the total, the last 7 and 30 days (today included, UTC), the trend, a chart of exactly ' +
          '`periods` points that ends with the current period, and every version with its downloads.',
      },
      rest: {
        cache: 'row',
        errors: { ...outOfRange, not_found: 'Plugin not found or inactive' },
        example: {
          input: { slug: 'pumpkin-voice', granularity: 'monthly', periods: 2 },
          output: {
            plugin_slug: 'pumpkin-voice',
            total_downloads: 8200,
            downloads_last_30_days: 650,
            downloads_last_7_days: 180,
            downloads_trend_percent: 12.5,
            chart: [
              { period: '2026-01', downloads: 1200 },
              { period: '2026-02', downloads: 1350 },
            ],
            by_version: [
              { version: '0.3.0', downloads: 4500, published_at: '2025-12-01T00:00:00Z' },
              { version: '0.2.1', downloads: 3700, published_at: '2025-10-15T00:00:00Z' },
            ],
          },
        },
      },
    })
    .input(PluginStatsInput)
    .output(PluginStats)
    .query(({ ctx, input }) => getPluginStats(ctx, input)),
})
