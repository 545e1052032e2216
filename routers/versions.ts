import { z } from 'zod'
import { PluginSlug } from '../src/domains/plugins/index.ts'
import {
  getVersion,
  listVersions,
  PublishVersion,
  publishVersion,
  Version,
  VersionList,
  VersionPath,
  YankVersion,
  yankVersion,
} from '../src/domains/versions/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const version = {
  id: '0193b5a2-7c00-7000-8000-000000000001',
  version: '1.0.0',
  changelog: '## Initial Release\n- Core anti-cheat detection\n- Configurable thresholds',
  pumpkin_version_min: '0.1.0',
  pumpkin_version_max: '1.0.0',
  downloads: 0,
  is_yanked: false,
  published_at: '2025-12-15T10:30:00Z',
}

export const versions = t.router({
  list: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/versions',
        tags: ['versions'],
        summary: 'List the versions of a plugin',
        description: 'All published versions, newest publication first, yanked ones included.',
      },
      rest: {
        cache: 'row',
        errors: { not_found: 'Plugin not found or inactive' },
        example: {
          input: { slug: 'pumpkin-guard' },
          output: {
            plugin_slug: 'pumpkin-guard',
            total: 1,
            versions: [
              {
                ...version,
                version: '0.3.0',
                changelog: '- Configurable thresholds via TOML\n- False-positive reduction',
                pumpkin_version_min: '0.2.0',
                pumpkin_version_max: '0.3.x',
                downloads: 3150,
                published_at: '2025-11-01T09:00:00Z',
              },
            ],
          },
        },
      },
    })
    .input(z.object({ slug: PluginSlug }))
    .output(VersionList)
    .query(({ ctx, input }) => listVersions(ctx, input)),

  publish: scoped('publish')
    .meta({
      openapi: {
        method: 'POST',
        path: '/plugins/{slug}/versions',
        tags: ['versions'],
        summary: 'Publish a version',
        description:
          'The version must be strict semver: `v1.0.0` and `1.0` are refused, and so are spaces around ' +
          'it. `1.0.0+a` and `1.0.0+b` are the same release. The Pumpkin bounds take a semver or an ' +
          'x-range such as `0.3.x`, which as a maximum includes all of 0.3. Publishing moves the plugin’s ' +
          '`updated_at`.',
      },
      rest: {
        status: 201,
        errors: {
          forbidden: 'User is not the plugin author',
          not_found: 'Plugin not found',
          conflict: 'Version already exists for this plugin',
          validation_failed: 'Validation error (invalid semver, range inconsistency, etc.)',
        },
        example: {
          input: {
            slug: 'pumpkin-guard',
            version: '1.0.0',
            changelog: version.changelog,
            pumpkin_version_min: '0.1.0',
            pumpkin_version_max: '1.0.0',
          },
          output: version,
        },
      },
    })
    .input(PublishVersion)
    .output(Version)
    .mutation(({ ctx, input }) => publishVersion(ctx, input)),

  get: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/versions/{version}',
        tags: ['versions'],
        summary: 'Get a version',
        description:
          'One version by the text it was published as. Each GET counts one download of the version and ' +
          'of its plugin and answers the new count; HEAD never counts.',
      },
      rest: {
        errors: { not_found: 'Plugin or version not found' },
        example: {
          input: { slug: 'pumpkin-guard', version: '1.0.0' },
          output: { ...version, downloads: 1 },
        },
      },
    })
    .input(VersionPath)
    .output(Version)
    .query(({ ctx, input }) => getVersion(ctx, input)),

  yank: scoped('publish')
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/plugins/{slug}/versions/{version}/yank',
        tags: ['versions'],
        summary: 'Yank or restore a version',
        description:
          'A yanked version stays listed, flagged as unavailable for new installations. Yanking what is ' +
          'yanked, or restoring what is not, changes nothing and is no error.',
      },
      rest: {
        errors: {
          forbidden: 'User is not the plugin author',
          not_found: 'Plugin or version not found',
          validation_failed: '`yanked` is missing or not a boolean',
        },
        example: {
          input: { slug: 'pumpkin-guard', version: '1.0.0', yanked: true },
          output: { ...version, downloads: 42, is_yanked: true },
        },
      },
    })
    .input(YankVersion)
    .output(Version)
    .mutation(({ ctx, input }) => yankVersion(ctx, input)),
})
