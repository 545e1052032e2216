import { Avatar, AvatarPath, getAvatar } from '../src/domains/avatars/index.ts'
import { PluginPage } from '../src/domains/plugins/index.ts'
import {
  getPublicProfile,
  ListUserPlugins,
  listUserPlugins,
  ProfilePath,
  PublicProfile,
} from '../src/domains/profiles/index.ts'
import { open } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const profile = {
  id: '550e8400-e29b-41d4-a716-446655440000',
  username: 'rustdev',
  display_name: 'Rust Developer',
  avatar_url: '/api/v1/users/550e8400-e29b-41d4-a716-446655440000/avatar?v=5f2c1a9be0d4',
  bio: 'Minecraft plugin developer',
  role: 'author',
  plugin_count: 3,
  total_downloads: 4250,
  created_at: '2026-03-06T12:00:00Z',
}
const plugin = {
  id: '0198f2a5-1111-7222-8333-444455556666',
  slug: 'fast-chunks',
  name: 'Fast Chunks',
  short_description: 'Optimized chunk loading for Pumpkin MC',
  downloads_total: 1250,
  average_rating: 4.5,
  review_count: 12,
  icon_url: null,
  author: { username: profile.username, avatar_url: profile.avatar_url },
  categories: [{ slug: 'optimization', name: 'Optimization', icon: 'zap' }],
  created_at: '2026-03-06T12:00:00Z',
  updated_at: '2026-03-10T08:30:00Z',
}

export const users = t.router({
  get: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/users/{username}',
        tags: ['users'],
        summary: 'Get a public profile',
        description:
          'What everybody may know of somebody, by username in any case, with the figures of their live plugins. ' +
          'Deactivated accounts are not found.',
      },
      rest: {
        cache: 'row',
        errors: { not_found: 'User not found' },
        example: { input: { username: 'rustdev' }, output: profile },
      },
    })
    .input(ProfilePath)
    .output(PublicProfile)
    .query(({ ctx, input }) => getPublicProfile(ctx, input)),

  listPlugins: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/users/{username}/plugins',
        tags: ['users'],
        summary: 'List the plugins of a user',
        description: 'A page of their live plugins, newest first.',
      },
      rest: {
        cache: 'row',
        errors: { not_found: 'User not found' },
        example: {
          input: { username: 'rustdev', page: 1, per_page: 20 },
          output: { data: [plugin], page: 1, per_page: 20, total: 1 },
        },
      },
    })
    .input(ListUserPlugins)
    .output(PluginPage)
    .query(({ ctx, input }) => listUserPlugins(ctx, input)),

  getAvatar: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/users/{id}/avatar',
        tags: ['users'],
        summary: 'Get an avatar',
        description:
          'The picture that a user has uploaded, as its bytes, with an `ETag`; a client that has it sends ' +
          '`If-None-Match` and gets 304. The URL in a profile (`avatar_url`) has a new `v` after each upload, so that ' +
          'caches never show an old picture under it. Over RPC the answer describes the picture and has no bytes.',
      },
      rest: {
        raw: {
          contentTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
          description: 'Binary image with Content-Type (e.g. image/png)',
        },
        statuses: {
          200: 'Binary image with Content-Type (e.g. image/png)',
          304: 'The client has the picture already (`If-None-Match`)',
        },
        cache: 'hour',
        errors: { not_found: 'User has no uploaded avatar, is deactivated or does not exist' },
        example: { input: { id: '550e8400-e29b-41d4-a716-446655440000' } },
      },
    })
    .input(AvatarPath)
    .output(Avatar)
    .query(({ ctx, input }) => getAvatar(ctx, input)),
})
