import { z } from 'zod'
import { ALLOWED_MARKUP, markdown } from '../../lib/markdown.ts'
import { PluginSlug } from '../plugins/index.ts'
import { boundsMeet, isBound } from './bounds.ts'
import { isVersion, MAX_VERSION_LENGTH } from './semver.ts'

/** An identifier, not a text: nothing is trimmed or cleaned away, what is not strict semver is refused. */
const StrictSemver = z
  .string()
  .max(MAX_VERSION_LENGTH)
  .refine(isVersion, 'must be a strict semantic version such as 1.0.0 or 2.1.0-beta.1, without a leading "v"')

const Bound = z
  .string()
  .max(MAX_VERSION_LENGTH)
  .refine(isBound, 'must be a semantic version such as 0.2.0 or an x-range such as 0.3.x')
  .nullish()

export const VersionPath = z.object({
  slug: PluginSlug,
  version: StrictSemver.describe('The version as published, percent-encoded'),
})
export type VersionPath = z.infer<typeof VersionPath>

export const PublishVersion = z
  .object({
    slug: PluginSlug,
    version: StrictSemver.describe('Strict semver; build metadata does not make another release'),
    changelog: markdown({ max: 50_000 }).nullish().describe(`Release notes, Markdown. ${ALLOWED_MARKUP}`),
    pumpkin_version_min: Bound.describe('Minimum compatible Pumpkin version: semver or x-range'),
    pumpkin_version_max: Bound.describe('Maximum compatible Pumpkin version: semver or x-range'),
  })
  .superRefine(({ pumpkin_version_min: min, pumpkin_version_max: max }, ctx) => {
    if (!min || !max || boundsMeet(min, max)) return
    ctx.addIssue({
      code: 'custom',
      path: ['pumpkin_version_max'],
      message: `must not end below pumpkin_version_min (${min})`,
    })
  })
export type PublishVersion = z.infer<typeof PublishVersion>

export const YankVersion = VersionPath.extend({
  yanked: z.boolean().describe('true to yank, false to restore'),
})
export type YankVersion = z.infer<typeof YankVersion>

export const Version = z
  .object({
    id: z.guid(),
    version: z.string(),
    changelog: z.string().nullable(),
    pumpkin_version_min: z.string().nullable(),
    pumpkin_version_max: z.string().nullable(),
    downloads: z.int(),
    is_yanked: z.boolean(),
    published_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Version' })
export type Version = z.infer<typeof Version>

export const VersionList = z
  .object({ plugin_slug: z.string(), total: z.int(), versions: z.array(Version) })
  .meta({ id: 'VersionList' })
export type VersionList = z.infer<typeof VersionList>
