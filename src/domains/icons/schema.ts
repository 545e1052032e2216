import { z } from 'zod'
import { RawFile } from '../../lib/raw-file.ts'
import { PluginSlug } from '../plugins/index.ts'

export const ICON_MAX_BYTES = 2_097_152

export const Icon = RawFile
export type Icon = RawFile

export const IconPath = z.object({ slug: PluginSlug })
export type IconPath = z.infer<typeof IconPath>
