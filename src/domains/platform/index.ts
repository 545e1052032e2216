export { foldLiveCounts } from './fold-live-counts.ts'
export { getHealth } from './get-health.ts'
export { getStats } from './get-stats.ts'
export { Health, Stats } from './schema.ts'
