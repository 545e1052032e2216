import { z } from 'zod'
import { MEMBER_ROLES } from '../../auth/member-roles.ts'
import { PLANS } from '../../auth/plans.ts'
import { pageInput, pageOf } from '../../lib/paging.ts'
import { orgId } from '../../lib/public-id.ts'
import { singleLine } from '../../lib/text.ts'

export const MAX_PER_MINUTE = 100_000

const Role = z.enum(MEMBER_ROLES)
const id = orgId.input.describe('Id of the organisation')
const name = singleLine({ min: 1, max: 100 })

export const OrganisationRef = z.object({ id })
export type OrganisationRef = z.infer<typeof OrganisationRef>

export const Organisation = z
  .object({
    id: orgId.output,
    name: z.string(),
    slug: z.string().describe('URL-safe unique name'),
    plan: z.enum(PLANS),
    role: Role.describe('What the caller is in it'),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Organisation' })
export type Organisation = z.infer<typeof Organisation>

export const OrganisationPage = pageOf(Organisation).meta({ id: 'OrganisationPage' })
export type OrganisationPage = z.infer<typeof OrganisationPage>

export const ListOrganisations = z.object(pageInput())
export type ListOrganisations = z.infer<typeof ListOrganisations>

export const CreateOrganisation = z.object({ name })
export type CreateOrganisation = z.infer<typeof CreateOrganisation>

export const UpdateOrganisation = z.object({ id, name })
export type UpdateOrganisation = z.infer<typeof UpdateOrganisation>

export const Member = z
  .object({
    user_id: z.guid(),
    username: z.string(),
    role: Role,
    joined_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'OrganisationMember' })
export type Member = z.infer<typeof Member>

export const MemberPage = pageOf(Member).meta({ id: 'OrganisationMemberPage' })
export type MemberPage = z.infer<typeof MemberPage>

export const ListMembers = z.object({ id, ...pageInput() })
export type ListMembers = z.infer<typeof ListMembers>

export const AddMember = z
  .object({
    id,
    user_id: z.guid().optional().describe('Who joins; or `username`'),
    username: singleLine({ min: 1, max: 39 }).optional().describe('Who joins, in any case; or `user_id`'),
    role: Role.describe('Only an owner makes owners'),
  })
  .refine(({ user_id, username }) => (user_id === undefined) !== (username === undefined), {
    path: ['username'],
    message: 'send either user_id or username',
  })
export type AddMember = z.infer<typeof AddMember>

const user_id = z.guid().describe('Id of the member')

export const ChangeMemberRole = z.object({ id, user_id, role: Role })
export type ChangeMemberRole = z.infer<typeof ChangeMemberRole>

export const MemberRef = z.object({ id, user_id })
export type MemberRef = z.infer<typeof MemberRef>

const default_rate_limit_per_minute = z
  .int()
  .min(1)
  .max(MAX_PER_MINUTE)
  .nullable()
  .describe('Requests per minute of each key without a limit of its own; `null` leaves it to the platform')

export const ApiSettings = z
  .object({ default_rate_limit_per_minute, platform_default_per_minute: z.int() })
  .meta({ id: 'ApiSettings' })
export type ApiSettings = z.infer<typeof ApiSettings>

export const UpdateApiSettings = z.object({ id, default_rate_limit_per_minute })
export type UpdateApiSettings = z.infer<typeof UpdateApiSettings>

export const OrganisationPlan = z
  .object({ plan: z.enum(PLANS), plans: z.array(z.enum(PLANS)).describe('All plans, in order') })
  .meta({ id: 'OrganisationPlan' })
export type OrganisationPlan = z.infer<typeof OrganisationPlan>

export const ChangePlan = z.object({ id, plan: z.enum(PLANS) })
export type ChangePlan = z.infer<typeof ChangePlan>
