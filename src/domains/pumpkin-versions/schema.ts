import { z } from 'zod'

export const PumpkinVersion = z
  .object({
    version: z.string().describe('Strict semantic version: the tag without a leading `v`'),
    tag_name: z.string().describe('The tag of the release'),
    published_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'PumpkinVersion' })
export type PumpkinVersion = z.infer<typeof PumpkinVersion>
