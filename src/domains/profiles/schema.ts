import { z } from 'zod'
import { ROLES } from '../../auth/roles.ts'
import { pageInput } from '../../lib/paging.ts'

const Username = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,39}$/)
  .describe('Username, in any case')

export const ProfilePath = z.object({ username: Username })
export type ProfilePath = z.infer<typeof ProfilePath>

export const ListUserPlugins = z.object({ ...pageInput(), username: Username })
export type ListUserPlugins = z.infer<typeof ListUserPlugins>

export const PublicProfile = z
  .object({
    id: z.guid(),
    username: z.string(),
    display_name: z.string().nullable(),
    avatar_url: z.string().nullable(),
    bio: z.string().nullable(),
    role: z.enum(ROLES),
    plugin_count: z.int().describe('Live plugins'),
    total_downloads: z.int().describe('Of the live plugins together'),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'PublicProfile' })
export type PublicProfile = z.infer<typeof PublicProfile>
