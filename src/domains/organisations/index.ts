export { addMember } from './add-member.ts'
export { changeMemberRole } from './change-member-role.ts'
export { changePlan } from './change-plan.ts'
export { createOrganisation } from './create-organisation.ts'
export { createPersonalOrganisation } from './create-personal-organisation.ts'
export { enterOrgOf } from './enter-org-of.ts'
export { getApiSettings } from './get-api-settings.ts'
export { getOrganisation } from './get-organisation.ts'
export { getPlan } from './get-plan.ts'
export { listMembers } from './list-members.ts'
export { listOrganisations } from './list-organisations.ts'
export { removeMember } from './remove-member.ts'
export { type Desk, requireDesk } from './require-desk.ts'
export { type CurrentOrg, requireOrg } from './require-org.ts'
export { runsOrganisation } from './runs-organisation.ts'
export {
  AddMember,
  ApiSettings,
  ChangeMemberRole,
  ChangePlan,
  CreateOrganisation,
  ListMembers,
  ListOrganisations,
  Member,
  MemberPage,
  MemberRef,
  Organisation,
  OrganisationPage,
  OrganisationPlan,
  OrganisationRef,
  UpdateApiSettings,
  UpdateOrganisation,
} from './schema.ts'
export { updateApiSettings } from './update-api-settings.ts'
export { updateOrganisation } from './update-organisation.ts'
