import { z } from 'zod'

export const Category = z
  .object({
    id: z.guid(),
    name: z.string().describe('Display name'),
    slug: z.string().describe('URL-safe slug for filtering'),
    description: z.string().nullable().describe('Short description of the category'),
    icon: z.string().nullable().describe('Lucide icon name'),
    display_order: z.int().describe('Sort position, ascending'),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Category' })
export type Category = z.infer<typeof Category>
