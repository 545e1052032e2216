import { z } from 'zod'
import {
  CreatePlugin,
  createPlugin,
  deletePlugin,
  getPlugin,
  ListPlugins,
  listPlugins,
  Plugin,
  PluginPage,
  PluginSlug,
  UpdatePlugin,
  updatePlugin,
} from '../src/domains/plugins/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const plugin = {
  id: '550e8400-e29b-41d4-a716-446655440000',
  slug: 'fast-chunks',
  name: 'Fast Chunks',
  short_description: 'Optimized chunk loading for Pumpkin MC',
  description: 'Detailed description with full feature list...',
  license: 'MIT',
  repository_url: 'https://github.com/rustdev/fast-chunks',
  website_url: 'https://fast-chunks.dev',
  downloads_total: 1250,
  average_rating: 4.67,
  review_count: 12,
  icon_url: 'https://pub-xxx.r2.dev/plugins/fast-chunks/icon.png',
  is_active: true,
  author: {
    id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
    username: 'rustdev',
    display_name: 'Rust Developer',
    avatar_url: 'https://avatars.githubusercontent.com/u/1',
  },
  categories: [
    { id: 'c2000000-0000-0000-0000-000000000006', slug: 'optimization', name: 'Optimization', icon: 'zap' },
  ],
  created_at: '2026-03-06T12:00:00Z',
  updated_at: '2026-03-10T08:30:00Z',
}

const summary = {
  id: plugin.id,
  slug: plugin.slug,
  name: plugin.name,
  short_description: plugin.short_description,
  downloads_total: plugin.downloads_total,
  average_rating: plugin.average_rating,
  review_count: plugin.review_count,
  icon_url: plugin.icon_url,
  author: { username: plugin.author.username, avatar_url: plugin.author.avatar_url },
  categories: [{ slug: 'optimization', name: 'Optimization', icon: 'zap' }],
  created_at: plugin.created_at,
  updated_at: plugin.updated_at,
}

export const plugins = t.router({
  list: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins',
        tags: ['plugins'],
        summary: 'List plugins',
        description:
          'A page of the plugins that are neither deleted nor deactivated. Equal sort values are ordered ' +
          'by id, so that pages neither skip nor repeat. `name` sorts without regard to case. An unknown ' +
          'category matches nothing.',
      },
      rest: {
        cache: 'row',
        example: {
          input: { page: 1, per_page: 10, sort: 'downloads_total', order: 'desc' },
          output: { data: [summary], page: 1, per_page: 10, total: 42 },
        },
      },
    })
    .input(ListPlugins)
    .output(PluginPage)
    .query(({ ctx, input }) => listPlugins(ctx, input)),

  create: scoped('publish')
    .meta({
      openapi: {
        method: 'POST',
        path: '/plugins',
        tags: ['plugins'],
        summary: 'Create a plugin',
        description:
          'The caller becomes the author. The slug is made of the name: transliterated, lower-case, ' +
          '`[a-z0-9-]`. A taken or reserved one gets the next free suffix (`fast-chunks-2`), so a name ' +
          'alone never conflicts. An empty optional text counts as none; a category that is named twice ' +
          'is kept once.',
      },
      rest: {
        status: 201,
        errors: { validation_failed: 'Validation failure (details in error message)' },
        example: {
          input: {
            name: 'Fast Chunks',
            short_description: 'Optimized chunk loading for Pumpkin MC',
            description: 'Detailed description with full feature list...',
            license: 'MIT',
            repository_url: 'https://github.com/rustdev/fast-chunks',
            website_url: 'https://fast-chunks.dev',
            category_ids: ['c2000000-0000-0000-0000-000000000006'],
          },
          output: {
            ...plugin,
            downloads_total: 0,
            average_rating: 0,
            review_count: 0,
            icon_url: null,
            updated_at: plugin.created_at,
          },
        },
      },
    })
    .input(CreatePlugin)
    .output(Plugin)
    .mutation(({ ctx, input }) => createPlugin(ctx, input)),

  get: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}',
        tags: ['plugins'],
        summary: 'Get a plugin',
        description: 'Everything about one plugin. Deleted and deactivated ones are not found by anybody.',
      },
      rest: {
        cache: 'row',
        errors: { not_found: 'Plugin not found or inactive' },
        example: { input: { slug: 'fast-chunks' }, output: plugin },
      },
    })
    .input(z.object({ slug: PluginSlug }))
    .output(Plugin)
    .query(({ ctx, input }) => getPlugin(ctx, input)),

  update: scoped('publish')
    .meta({
      openapi: {
        method: 'PUT',
        path: '/plugins/{slug}',
        tags: ['plugins'],
        summary: 'Update a plugin',
        description:
          'Changes the fields that are sent and keeps the others; `null` or an empty text clears an ' +
          'optional field, `category_ids` replaces all categories. The slug stays when the name changes. ' +
          'For the author, and for platform admins who are signed in.',
      },
      rest: {
        errors: {
          forbidden: 'Authenticated user is not the plugin author',
          not_found: 'Plugin not found',
          conflict: 'Updated name conflicts with existing slug',
          validation_failed: 'Validation failure',
        },
        example: {
          input: {
            slug: 'fast-chunks',
            name: 'Fast Chunks Pro',
            short_description: 'Updated description',
            license: 'Apache-2.0',
            category_ids: ['c2000000-0000-0000-0000-000000000006'],
          },
          output: {
            ...plugin,
            name: 'Fast Chunks Pro',
            short_description: 'Updated description',
            license: 'Apache-2.0',
          },
        },
      },
    })
    .input(UpdatePlugin)
    .output(Plugin)
    .mutation(({ ctx, input }) => updatePlugin(ctx, input)),

  delete: scoped('publish')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/plugins/{slug}',
        tags: ['plugins'],
        summary: 'Delete a plugin',
        description:
          'Takes the plugin out of every list and detail, for good; its data is kept and its slug stays ' +
          'taken. An author can also delete what staff deactivated.',
      },
      rest: {
        errors: {
          forbidden: 'Authenticated user is not the plugin author',
          not_found: 'Plugin not found or already deleted',
        },
        example: { input: { slug: 'fast-chunks' }, output: { message: 'Plugin deleted' } },
      },
    })
    .input(z.object({ slug: PluginSlug }))
    .output(z.object({ message: z.literal('Plugin deleted') }))
    .mutation(({ ctx, input }) => deletePlugin(ctx, input)),
})
