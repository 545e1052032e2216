import {
  deleteMedia,
  Gallery,
  listMedia,
  MEDIA_TYPES,
  Media,
  MediaList,
  MediaPath,
  ReorderMedia,
  reorderMedia,
  UpdateMedia,
  updateMedia,
  uploadMedia,
} from '../src/domains/media/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const item = {
  id: '0198c0de-0000-7000-8000-000000000001',
  plugin_id: '550e8400-e29b-41d4-a716-446655440000',
  media_type: 'image',
  original_filename: 'screenshot.png',
  file_size: 204800,
  mime_type: 'image/png',
  url: 'https://storage.example.com/plugins/fast-chunks/media/0198c0de-0000-7000-8000-000000000001.png?signature=…',
  caption: 'Main gameplay overview',
  position: 0,
  created_at: '2026-05-01T10:00:00Z',
}
const video = {
  ...item,
  id: '0198c0de-0000-7000-8000-000000000002',
  media_type: 'video',
  original_filename: 'trailer.mp4',
  file_size: 20480000,
  mime_type: 'video/mp4',
  url: 'https://storage.example.com/plugins/fast-chunks/media/0198c0de-0000-7000-8000-000000000002.mp4?signature=…',
  caption: null,
  position: 1,
}
const path = { slug: 'fast-chunks' }
const itemPath = { ...path, media_id: item.id }
const notAuthor = 'Not the plugin owner'

export const media = t.router({
  list: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/media',
        tags: ['media'],
        summary: 'List the media of a plugin',
        description:
          'All media items of a plugin, at most ten, ordered by position. Each `url` is pre-signed and can be shown by ' +
          'anybody for an hour; ask again for fresh ones.',
      },
      rest: {
        errors: { not_found: 'Plugin not found or inactive' },
        example: { input: path, output: [item, video] },
      },
    })
    .input(Gallery)
    .output(MediaList)
    .query(({ ctx, input }) => listMedia(ctx, input)),

  upload: scoped('upload')
    .meta({
      openapi: {
        method: 'POST',
        path: '/plugins/{slug}/media',
        tags: ['media'],
        summary: 'Upload a media item',
        description:
          'Adds an image or video at the end of the gallery, by the author of the plugin. The fields of the form come in ' +
          'any order. The type is told by the content, whatever the file is sent as. Images with more than 16,384 pixels ' +
          'on a side or 100 million in all, files that are cut off, and images with anything behind their end are ' +
          'refused. A file name must be one name without a path, at most 255 characters. Uploads that are going on ' +
          'count among the ten.',
      },
      rest: {
        status: 201,
        invalid: 'bad_request',
        form: {
          fields: { caption: { description: 'Optional caption text (max 200 chars)', required: false } },
          file: {
            name: 'file',
            description: 'JPEG, PNG, WebP (at most 10,485,760 bytes), MP4, WebM (at most 104,857,600 bytes)',
            contentTypes: [...MEDIA_TYPES],
          },
        },
        errors: {
          bad_request: 'Unsupported file type or file exceeds size limit',
          forbidden: notAuthor,
          not_found: 'Plugin not found',
          conflict: 'Plugin already has 10 media items',
          unsupported_media_type: 'The body is not multipart/form-data',
        },
        example: { input: path, output: item },
      },
    })
    .input(Gallery)
    .output(Media)
    .mutation(({ ctx, input }) => uploadMedia(ctx, input)),

  update: scoped('upload')
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/plugins/{slug}/media/{media_id}',
        tags: ['media'],
        summary: 'Change the caption of a media item',
        description: '`null` or an empty caption clears it.',
      },
      rest: {
        invalid: 'bad_request',
        errors: {
          bad_request: 'The caption is missing or longer than 200 characters',
          forbidden: notAuthor,
          not_found: 'Plugin or media item not found',
        },
        example: {
          input: { ...itemPath, caption: 'Updated caption text' },
          output: { ...item, caption: 'Updated caption text' },
        },
      },
    })
    .input(UpdateMedia)
    .output(Media)
    .mutation(({ ctx, input }) => updateMedia(ctx, input)),

  delete: scoped('upload')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/plugins/{slug}/media/{media_id}',
        tags: ['media'],
        summary: 'Delete a media item',
        description: 'Deletes the item and, shortly after, its file. The items behind it move up.',
      },
      rest: {
        status: 204,
        errors: { forbidden: notAuthor, not_found: 'Plugin or media item not found' },
        example: { input: itemPath },
      },
    })
    .input(MediaPath)
    .mutation(({ ctx, input }) => deleteMedia(ctx, input)),

  reorder: scoped('upload')
    .meta({
      openapi: {
        method: 'PUT',
        path: '/plugins/{slug}/media/reorder',
        tags: ['media'],
        summary: 'Reorder the media of a plugin',
        description:
          'Changes the display order of all media items at once. `order` must contain the ids of all of them, each ' +
          'once; they get the positions 0, 1, 2… as listed. Answers the whole list in its new order.',
      },
      rest: {
        invalid: 'bad_request',
        errors: {
          bad_request: 'Order array does not contain all media IDs, contains unknown IDs, or one twice',
          forbidden: notAuthor,
          not_found: 'Plugin not found',
        },
        example: {
          input: { ...path, order: [video.id, item.id] },
          output: [
            { ...video, position: 0 },
            { ...item, position: 1 },
          ],
        },
      },
    })
    .input(ReorderMedia)
    .output(MediaList)
    .mutation(({ ctx, input }) => reorderMedia(ctx, input)),
})
