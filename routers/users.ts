import { Avatar, AvatarPath, getAvatar } from '../src/domains/avatars/index.ts'
import { open } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

export const users = t.router({
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
        cache: 'public, max-age=3600',
        errors: { not_found: 'User has no uploaded avatar, is deactivated or does not exist' },
        example: { input: { id: '550e8400-e29b-41d4-a716-446655440000' } },
      },
    })
    .input(AvatarPath)
    .output(Avatar)
    .query(({ ctx, input }) => getAvatar(ctx, input)),
})
