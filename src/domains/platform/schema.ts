import { z } from 'zod'

export const Health = z
  .object({
    status: z.enum(['ok', 'degraded']),
    service: z.literal('pumpkin-hub-api'),
    version: z.string(),
    database: z.enum(['connected', 'disconnected']),
  })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof Health>

export const Stats = z
  .object({
    total_plugins: z.int().describe('Active plugins on the platform'),
    total_authors: z.int().describe('Users who have published at least one active plugin'),
    total_downloads: z.int().describe('Downloads across all active plugins'),
  })
  .meta({ id: 'Stats' })
export type Stats = z.infer<typeof Stats>
