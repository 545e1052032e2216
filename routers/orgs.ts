import {
  ApiSettings,
  ChangePlan,
  CreateOrganisation,
  changePlan,
  createOrganisation,
  getApiSettings,
  getOrganisation,
  getPlan,
  ListOrganisations,
  listOrganisations,
  Organisation,
  OrganisationPage,
  OrganisationPlan,
  OrganisationRef,
  UpdateApiSettings,
  UpdateOrganisation,
  updateApiSettings,
  updateOrganisation,
} from '../src/domains/organisations/index.ts'
import { signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'
import { members } from './org-members.ts'

const personal = {
  id: 'org_0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d',
  name: 'rustcraftdev',
  slug: 'rustcraftdev',
  plan: 'starter',
  role: 'owner',
  created_at: '2026-03-06T12:00:00Z',
}
const organisation = {
  id: 'org_0198f2a9-13c0-7d5e-8a41-2f6b9c0d7e11',
  name: 'Pumpkin Works',
  slug: 'pumpkin-works',
  plan: 'pro',
  role: 'owner',
  created_at: '2026-03-06T12:05:00Z',
}
const { id } = organisation
const settings = { default_rate_limit_per_minute: 1200, platform_default_per_minute: 600 }
const plans = ['starter', 'pro', 'creator-plus', 'sovereign']

const not_found = 'No organisation of the caller has this id'
const organisations = t.router({
  list: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/orgs',
        tags: ['orgs'],
        summary: 'List your organisations',
        description:
          'The organisations you are a member of. Your own one, which you have from registration on, comes first, ' +
          'the others follow by name.',
      },
      rest: {
        example: {
          input: { page: 1, per_page: 20 },
          output: { data: [personal, organisation], page: 1, per_page: 20, total: 2 },
        },
      },
    })
    .input(ListOrganisations)
    .output(OrganisationPage)
    .query(({ ctx, input }) => listOrganisations(ctx, input)),

  create: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/orgs',
        tags: ['orgs'],
        summary: 'Create an organisation',
        description:
          'You become its owner; it starts on the plan `starter`. The slug is made of the name; a taken one gets a ' +
          'tail. One person can create 20 organisations.',
      },
      rest: {
        status: 201,
        errors: { conflict: 'You have created as many organisations as one person can' },
        example: {
          input: { name: 'Pumpkin Works' },
          output: { ...organisation, plan: 'starter' },
        },
      },
    })
    .input(CreateOrganisation)
    .output(Organisation)
    .mutation(({ ctx, input }) => createOrganisation(ctx, input)),

  get: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/orgs/{id}',
        tags: ['orgs'],
        summary: 'Get an organisation',
        description:
          'An organisation you are a member of. Nobody can tell the organisations of others from ones that do not ' +
          'exist. Platform admins act as owners of every organisation, and what they change is audited.',
      },
      rest: { errors: { not_found }, example: { input: { id }, output: organisation } },
    })
    .input(OrganisationRef)
    .output(Organisation)
    .query(({ ctx, input }) => getOrganisation(ctx, input)),

  update: signedIn
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/orgs/{id}',
        tags: ['orgs'],
        summary: 'Rename an organisation',
        description: 'For its owners and admins. The slug stays.',
      },
      rest: {
        errors: { not_found, forbidden: 'A member who is neither owner nor admin' },
        example: {
          input: { id, name: 'Pumpkin Works Ltd' },
          output: { ...organisation, name: 'Pumpkin Works Ltd' },
        },
      },
    })
    .input(UpdateOrganisation)
    .output(Organisation)
    .mutation(({ ctx, input }) => updateOrganisation(ctx, input)),

  getApiSettings: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/orgs/{id}/api-settings',
        tags: ['orgs'],
        summary: 'Get the API settings',
        description:
          'The rate limit of the keys of the organisation that have no limit of their own, and the one of the ' +
          'platform, which holds when there is none here. For owners and admins.',
      },
      rest: {
        errors: { not_found, forbidden: 'A member who is neither owner nor admin' },
        example: { input: { id }, output: settings },
      },
    })
    .input(OrganisationRef)
    .output(ApiSettings)
    .query(({ ctx, input }) => getApiSettings(ctx, input)),

  updateApiSettings: signedIn
    .meta({
      openapi: {
        method: 'PUT',
        path: '/orgs/{id}/api-settings',
        tags: ['orgs'],
        summary: 'Change the API settings',
        description:
          'Sets the default rate limit of the keys of the organisation, from their next call on; `null` leaves it to ' +
          'the platform. For owners and admins.',
      },
      rest: {
        errors: { not_found, forbidden: 'A member who is neither owner nor admin' },
        example: { input: { id, default_rate_limit_per_minute: 1200 }, output: settings },
      },
    })
    .input(UpdateApiSettings)
    .output(ApiSettings)
    .mutation(({ ctx, input }) => updateApiSettings(ctx, input)),

  getPlan: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/orgs/{id}/plan',
        tags: ['orgs'],
        summary: 'Get the plan',
        description: 'The plan of the organisation and all plans in order. For its members.',
      },
      rest: { errors: { not_found }, example: { input: { id }, output: { plan: 'pro', plans } } },
    })
    .input(OrganisationRef)
    .output(OrganisationPlan)
    .query(({ ctx, input }) => getPlan(ctx, input)),

  changePlan: signedIn
    .meta({
      openapi: {
        method: 'PUT',
        path: '/orgs/{id}/plan',
        tags: ['orgs'],
        summary: 'Change the plan',
        description:
          'For owners. It holds from the next call on: API keys that exist need not be made again. Audited.',
      },
      rest: {
        errors: { not_found, forbidden: 'A member who is not an owner' },
        example: { input: { id, plan: 'pro' }, output: { plan: 'pro', plans } },
      },
    })
    .input(ChangePlan)
    .output(OrganisationPlan)
    .mutation(({ ctx, input }) => changePlan(ctx, input)),
})

export const orgs = t.mergeRouters(organisations, members)
