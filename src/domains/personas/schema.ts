import { z } from 'zod'
import { camelPageInput, camelPageOf } from '../../lib/paging.ts'
import { orgId, personaId } from '../../lib/public-id.ts'
import { multiLine, singleLine } from '../../lib/text.ts'

const fields = {
  name: singleLine({ min: 1, max: 100 }),
  description: multiLine({ max: 5000 }).nullish(),
}

export const CreatePersona = z.object({
  ...fields,
  orgId: orgId.input.optional().describe('Default: the organisation the call works in'),
})
export type CreatePersona = z.infer<typeof CreatePersona>

export const PersonaPath = z.object({ id: personaId.input.describe('Persona id, like `psn_…`') })
export type PersonaPath = z.infer<typeof PersonaPath>

export const UpdatePersona = z
  .object(fields)
  .partial()
  .extend(PersonaPath.shape)
  .refine(({ name, description }) => name !== undefined || description !== undefined, {
    message: 'The body is empty: send at least one field to change',
  })
export type UpdatePersona = z.infer<typeof UpdatePersona>

export const ListPersonas = z.object(camelPageInput())
export type ListPersonas = z.infer<typeof ListPersonas>

export const Persona = z
  .object({
    personaId: personaId.output,
    orgId: orgId.output,
    slug: z.string().describe('Unique in its organisation'),
    name: z.string(),
    description: z.string().nullable(),
    forkedFrom: personaId.output.nullable().describe('The persona it was made of'),
    createdAt: z.string().describe('ISO 8601 UTC'),
    updatedAt: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Persona' })
export type Persona = z.infer<typeof Persona>

export const PersonaPage = camelPageOf(Persona).meta({ id: 'PersonaPage' })
export type PersonaPage = z.infer<typeof PersonaPage>
