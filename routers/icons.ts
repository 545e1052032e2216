import { deleteIcon, getIcon, Icon, IconPath, uploadIcon } from '../src/domains/icons/index.ts'
import { Plugin } from '../src/domains/plugins/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const contentTypes = ['image/png', 'image/jpeg', 'image/webp']
const path = { slug: 'fast-chunks' }

const plugin = {
  id: '550e8400-e29b-41d4-a716-446655440000',
  name: 'Fast Chunks',
  slug: 'fast-chunks',
  short_description: 'Optimised chunk loading and rendering',
  description: '# Fast Chunks\n\nA high-performance chunk loading plugin…',
  license: 'MIT',
  repository_url: 'https://github.com/author/fast-chunks',
  website_url: null,
  downloads_total: 4520,
  average_rating: 4.67,
  review_count: 12,
  icon_url: '/api/v1/plugins/fast-chunks/icon?v=9f86d081884c',
  is_active: true,
  author: {
    id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    username: 'alexdev',
    display_name: 'Alex Dev',
    avatar_url: null,
  },
  categories: [
    { id: 'c2000000-0000-0000-0000-000000000001', slug: 'performance', name: 'Performance', icon: '⚡' },
  ],
  created_at: '2025-12-15T10:30:00Z',
  updated_at: '2026-01-20T14:00:00Z',
}

export const icons = t.router({
  get: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/icon',
        tags: ['icons'],
        summary: 'Get the icon of a plugin',
        description:
          'The icon as its bytes, with an `ETag`; a client that has it sends `If-None-Match` and gets 304. The URL in ' +
          'a plugin (`icon_url`) has a new `v` after each upload, so that caches never show an old icon under it. ' +
          'Over RPC the answer describes the icon and has no bytes.',
      },
      rest: {
        raw: { contentTypes, description: 'Binary image with Content-Type (e.g. image/png)' },
        statuses: {
          200: 'Binary image with Content-Type (e.g. image/png)',
          304: 'The client has the icon already (`If-None-Match`)',
        },
        cache: 'hour',
        errors: { not_found: 'Plugin not found or inactive, or it has no icon' },
        example: { input: path },
      },
    })
    .input(IconPath)
    .output(Icon)
    .query(({ ctx, input }) => getIcon(ctx, input)),

  upload: scoped('publish')
    .meta({
      openapi: {
        method: 'POST',
        path: '/plugins/{slug}/icon',
        tags: ['icons'],
        summary: 'Upload the icon of a plugin',
        description:
          'Stores an icon in the place of the one the plugin has, by its author. The type is told by the content, ' +
          'whatever it is sent as. Animated images, those with more than 16,384 pixels on a side or 100 million in ' +
          'all, and files with anything behind the end of the image are refused. `icon_url` changes with every new icon.',
      },
      rest: {
        form: {
          fields: {},
          file: {
            name: 'file',
            description: 'A PNG, JPEG or WebP image, at most 2 MB (2,097,152 bytes)',
            contentTypes,
          },
        },
        errors: {
          bad_request: 'The multipart body is cut off or malformed',
          forbidden: 'Not the plugin author',
          not_found: 'Plugin not found',
          unsupported_media_type: 'The body is not multipart/form-data',
          validation_failed: 'Missing file, unsupported or damaged image, or file > 2 MB',
        },
        example: { input: path, output: plugin },
      },
    })
    .input(IconPath)
    .output(Plugin)
    .mutation(({ ctx, input }) => uploadIcon(ctx, input)),

  delete: scoped('publish')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/plugins/{slug}/icon',
        tags: ['icons'],
        summary: 'Delete the icon of a plugin',
        description: '`icon_url` becomes `null`. A plugin without an icon stays as it is: that is 204, too.',
      },
      rest: {
        status: 204,
        errors: { forbidden: 'Not the plugin author', not_found: 'Plugin not found' },
        example: { input: path },
      },
    })
    .input(IconPath)
    .mutation(({ ctx, input }) => deleteIcon(ctx, input)),
})
