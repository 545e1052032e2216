import { z } from 'zod'
import {
  Changelog,
  ChangelogPath,
  deleteChangelog,
  getChangelog,
  PutChangelog,
  putChangelog,
} from '../src/domains/changelogs/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const changelog = {
  id: '0198f300-1111-7222-8333-444455556666',
  plugin_id: '550e8400-e29b-41d4-a716-446655440000',
  content: '## [1.2.0] - 2026-04-20\n### Added\n- Async chunk streaming\n### Fixed\n- Memory leak on reload',
  source: 'manual',
  created_at: '2026-04-20T14:00:00Z',
  updated_at: '2026-04-25T09:30:00Z',
}
const path = { slug: 'fast-chunks' }

export const changelogs = t.router({
  get: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/changelog',
        tags: ['changelogs'],
        summary: 'Get the changelog of a plugin',
        description:
          'The one changelog document of a plugin. What a single version brings is its `changelog`.',
      },
      rest: {
        cache: 'row',
        errors: { not_found: 'Plugin or changelog not found' },
        example: { input: path, output: changelog },
      },
    })
    .input(ChangelogPath)
    .output(Changelog)
    .query(({ ctx, input }) => getChangelog(ctx, input)),

  put: scoped('publish')
    .meta({
      openapi: {
        method: 'PUT',
        path: '/plugins/{slug}/changelog',
        tags: ['changelogs'],
        summary: 'Create or replace the changelog of a plugin',
        description:
          'Stores the document in the place of the one there is, with a `source` of its own: `manual` when it is not ' +
          'sent. The Markdown is sanitised first: scripts, event handlers, other tags than those listed at ' +
          '`content`, comments and unsafe addresses are cut, not escaped; what is allowed comes back as it was ' +
          'sent. Code keeps whatever is in it. For the author, and for platform admins who are signed in.',
      },
      rest: {
        invalid: 'bad_request',
        errors: {
          bad_request:
            'Content exceeds 64 KB or is empty, also after what is not allowed was cut, or is nested too deeply',
          forbidden: 'Not the plugin owner',
          not_found: 'Plugin not found or inactive',
        },
        example: {
          input: {
            ...path,
            content:
              '## [1.3.0] - 2026-05-10\n### Added\n- New biome support\n### Changed\n- Performance improvements',
            source: 'manual',
          },
          output: {
            ...changelog,
            content:
              '## [1.3.0] - 2026-05-10\n### Added\n- New biome support\n### Changed\n- Performance improvements',
            updated_at: '2026-05-10T08:00:00Z',
          },
        },
      },
    })
    .input(PutChangelog)
    .output(Changelog)
    .mutation(({ ctx, input }) => putChangelog(ctx, input)),

  delete: scoped('publish')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/plugins/{slug}/changelog',
        tags: ['changelogs'],
        summary: 'Delete the changelog of a plugin',
        description:
          'Permanently deletes the document. For the author, and for platform admins who are signed in.',
      },
      rest: {
        status: 204,
        errors: { forbidden: 'Not the plugin owner', not_found: 'Plugin or changelog not found' },
        example: { input: path },
      },
    })
    .input(ChangelogPath)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteChangelog(ctx, input)),
})
