import { z } from 'zod'
import { ALLOWED_MARKUP, markdown } from '../../lib/markdown.ts'
import { PluginSlug } from '../plugins/index.ts'

const MAX_BYTES = 65_536
const SOURCES = ['manual', 'github'] as const

export const ChangelogPath = z.object({ slug: PluginSlug })
export type ChangelogPath = z.infer<typeof ChangelogPath>

export const PutChangelog = ChangelogPath.extend({
  content: markdown({ min: 1, max: MAX_BYTES, maxBytes: MAX_BYTES }).describe(
    `Markdown, at most 64 KB in UTF-8. ${ALLOWED_MARKUP}`,
  ),
  source: z.enum(SOURCES).default('manual').describe('`github`: synced from a GitHub release'),
})
export type PutChangelog = z.infer<typeof PutChangelog>

export const Changelog = z
  .object({
    id: z.guid(),
    plugin_id: z.guid(),
    content: z.string().describe('Markdown, sanitized'),
    source: z.enum(SOURCES),
    created_at: z.string().describe('ISO 8601 UTC'),
    updated_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Changelog' })
export type Changelog = z.infer<typeof Changelog>
