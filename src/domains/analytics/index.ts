export { getDashboardDownloads } from './get-dashboard-downloads.ts'
export { getDashboardStats } from './get-dashboard-stats.ts'
export { getPluginStats } from './get-plugin-stats.ts'
export { ChartInput, DashboardStats, DownloadChart, PluginStats, PluginStatsInput } from './schema.ts'
