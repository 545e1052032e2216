import type { Call, CallOptions } from './caller.ts'
import { newKey } from './keys.ts'
import { newOrg, type TestOrg } from './orgs.ts'
import { signUp, type TestUser } from './users.ts'

/** An organisation on a plan with the API, its owner, and how they work in it. */
export interface TestTenant {
  owner: TestUser
  org: TestOrg
  /** The owner's session, working in the organisation. */
  session: CallOptions
  /** A key of the organisation with every scope of the tenant API. */
  key: CallOptions
}

export const TENANT_SCOPES = [
  'listings:read',
  'listings:write',
  'files:read',
  'files:write',
  'reports:read',
  'reports:manage',
  'webhooks:manage',
] as const

export async function newTenant(call: Call, plan = 'pro'): Promise<TestTenant> {
  const owner = await signUp(call)
  const org = await newOrg(call, owner.token)
  await call(`PUT /orgs/${org.id}/plan`, { token: owner.token, body: { plan } })
  const { key } = await newKey(call, owner.token, { org_id: org.id, permissions: [...TENANT_SCOPES] })
  return { owner, org, session: inOrg(owner, org), key: { headers: { 'x-api-key': key } } }
}

/** Somebody's session, working in an organisation. */
export const inOrg = ({ token }: { token: string }, { id }: { id: string }): CallOptions => ({
  token,
  headers: { 'x-org-id': id },
})
