import { getHealth, getStats, Health, Stats } from '../src/domains/platform/index.ts'
import { open } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

export const platform = t.router({
  health: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/health',
        tags: ['platform'],
        summary: 'Check the service',
        description: 'Liveness with database connectivity, for health checks and load balancers.',
      },
      rest: {
        statuses: { 200: 'The service works', 503: 'The database does not answer' },
        statusOf: (health: Health) => (health.status === 'ok' ? 200 : 503),
        example: {
          output: { status: 'ok', service: 'pumpkin-hub-api', version: '0.1.0', database: 'connected' },
        },
      },
    })
    .output(Health)
    .query(({ ctx }) => getHealth(ctx)),

  stats: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/stats',
        tags: ['platform'],
        summary: 'Get the public statistics',
        description:
          'What the community has made, for a home page. Plugins that were deleted or deactivated count nowhere: ' +
          'not as plugins, not with their downloads, and not for their authors.',
      },
      rest: {
        cache: 'minute',
        example: { output: { total_plugins: 42, total_authors: 15, total_downloads: 12870 } },
      },
    })
    .output(Stats)
    .query(({ ctx }) => getStats(ctx)),
})
