import { z } from 'zod'
import { PICTURE_TYPES } from '../../lib/inspect-image.ts'
import { VIDEO_TYPES } from '../../lib/inspect-video.ts'
import { singleLine } from '../../lib/text.ts'
import { PluginSlug } from '../plugins/index.ts'

export const MAX_ITEMS = 10
export const IMAGE_MAX_BYTES = 10_485_760
export const VIDEO_MAX_BYTES = 104_857_600
export const MEDIA_TYPES = [...PICTURE_TYPES, ...VIDEO_TYPES] as const

/** A guid as the database prints it. */
const MediaId = z.guid().overwrite((id) => id.toLowerCase())

export const Caption = singleLine({ max: 200 })

export const Media = z
  .object({
    id: z.guid(),
    plugin_id: z.guid(),
    media_type: z.enum(['image', 'video']),
    original_filename: z.string(),
    file_size: z.int().describe('In bytes'),
    mime_type: z.enum(MEDIA_TYPES).describe('As its content says'),
    url: z.string().describe('Pre-signed: whoever has it can show the file for an hour'),
    caption: z.string().nullable(),
    position: z.int().describe('Display order, counted from 0 without gaps'),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Media' })
export type Media = z.infer<typeof Media>

export const MediaList = z.array(Media)
export type MediaList = z.infer<typeof MediaList>

export const Gallery = z.object({ slug: PluginSlug })
export type Gallery = z.infer<typeof Gallery>

export const MediaPath = Gallery.extend({ media_id: MediaId.describe('The id of the media item') })
export type MediaPath = z.infer<typeof MediaPath>

export const UpdateMedia = MediaPath.extend({ caption: Caption.nullable().describe('`null` clears') })
export type UpdateMedia = z.infer<typeof UpdateMedia>

export const ReorderMedia = Gallery.extend({
  order: z.array(MediaId).max(MAX_ITEMS).describe('The ids of all media of the plugin, each once'),
})
export type ReorderMedia = z.infer<typeof ReorderMedia>
