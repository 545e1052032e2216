import {
  CreatePersona,
  createPersona,
  getPersona,
  ListPersonas,
  listPersonas,
  Persona,
  PersonaPage,
  PersonaPath,
  UpdatePersona,
  updatePersona,
} from '../src/domains/personas/index.ts'
import { onPlan } from '../src/rpc/plan-gate.ts'
import { scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const persona = {
  personaId: 'psn_0198f2b1-2c4d-7a10-9f3e-5b6c7d8e9f01',
  orgId: 'org_0198f2a9-13c0-7d5e-8a41-2f6b9c0d7e11',
  slug: 'wise-innkeeper',
  name: 'Wise Innkeeper',
  description: 'Knows every rumour of the kingdom and sells some of them.',
  forkedFrom: null,
  createdAt: '2026-03-06T12:10:00Z',
  updatedAt: '2026-03-06T12:10:00Z',
}
const { personaId: id } = persona
const not_found = 'The organisation has no such persona'

export const personas = t.router({
  list: scoped('listings:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/personas',
        tags: ['personas'],
        summary: 'List personas',
        description: 'The personas of the organisation that the call works in, newest first.',
      },
      rest: {
        errors: { not_found: '`X-Org-Id` names no organisation of the caller' },
        example: {
          input: { page: 1, perPage: 20 },
          output: { data: [persona], page: 1, perPage: 20, total: 1 },
        },
      },
    })
    .input(ListPersonas)
    .output(PersonaPage)
    .query(({ ctx, input }) => listPersonas(ctx, input)),

  create: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/personas',
        tags: ['personas'],
        summary: 'Create a persona',
        description:
          'It belongs to the organisation that is named, else to the one that the call works in. The slug is made of the ' +
          'name and unique in the organisation: a taken one gets a number.',
      },
      rest: {
        status: 201,
        errors: { not_found: 'No organisation of the caller has this id' },
        example: {
          input: { name: persona.name, description: persona.description, orgId: persona.orgId },
          output: persona,
        },
      },
    })
    .input(CreatePersona)
    .output(Persona)
    .mutation(({ ctx, input }) => createPersona(ctx, input)),

  get: scoped('listings:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/personas/{id}',
        tags: ['personas'],
        summary: 'Get a persona',
        description: 'One persona of the organisation that the call works in.',
      },
      rest: { errors: { not_found }, example: { input: { id }, output: persona } },
    })
    .input(PersonaPath)
    .output(Persona)
    .query(({ ctx, input }) => getPersona(ctx, input)),

  update: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/personas/{id}',
        tags: ['personas'],
        summary: 'Update a persona',
        description:
          'Changes the fields that are sent and keeps the others; `null` or an empty text clears the description. The ' +
          'slug stays, and so do the forks that others made.',
      },
      rest: {
        errors: { not_found },
        example: {
          input: { id, description: 'Knows every rumour of the kingdom.' },
          output: {
            ...persona,
            description: 'Knows every rumour of the kingdom.',
            updatedAt: '2026-03-07T08:00:00Z',
          },
        },
      },
    })
    .input(UpdatePersona)
    .output(Persona)
    .mutation(({ ctx, input }) => updatePersona(ctx, input)),
})
