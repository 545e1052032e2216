import { z } from 'zod'
import { RawFile } from '../../lib/raw-file.ts'

export const AVATAR_MAX_BYTES = 2_097_152

export const Avatar = RawFile
export type Avatar = RawFile

export const AvatarPath = z.object({ id: z.guid().describe('The id of the user') })
export type AvatarPath = z.infer<typeof AvatarPath>
