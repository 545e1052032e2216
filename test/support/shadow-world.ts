import type { TestApp } from './app.ts'
import type { Call, CallOptions } from './caller.ts'
import { newKey } from './keys.ts'
import { newStaff } from './moderation.ts'
import { ownOrg } from './orgs.ts'
import { aboutPlugin, newPublications, type Publications, settled } from './publications.ts'
import { newTenant, type TestTenant } from './tenants.ts'
import { signUp, type TestUser } from './users.ts'

/** Somebody with publications in an organisation, and everybody who may come across these. */
export interface ShadowWorld {
  tenant: TestTenant
  staff: TestUser
  /** Of the staff. */
  desk: CallOptions
  viewer: TestUser
  /** All but the person, each by name. */
  viewers: [string, CallOptions][]
  world: Publications
}

export async function newShadowWorld(call: Call, app: { readonly current: TestApp }): Promise<ShadowWorld> {
  const tenant = await newTenant(call)
  const staff = await newStaff(call, app.current)
  const viewer = await signUp(call)
  const viewersOrg = await ownOrg(call, viewer.token)
  await call(`PUT /orgs/${viewersOrg.id}/plan`, { token: viewer.token, body: { plan: 'pro' } })
  const permissions = ['read', 'publish', 'write', 'listings:read']
  const { key } = await newKey(call, viewer.token, { permissions })
  const viewers: [string, CallOptions][] = [
    ['nobody', {}],
    ['somebody', { token: viewer.token }],
    ['a key', { headers: { 'x-api-key': key } }],
    ['the owner of the organisation', tenant.session],
    ['a key of the organisation', tenant.key],
    ['staff', { token: staff.token }],
  ]
  const world = await newPublications(call, tenant)
  await settled(app)
  return { tenant, staff, desk: { token: staff.token }, viewer, viewers, world }
}

/** What the person looks at: all they have, and where it stands. */
export const lookedAt = ({ person, plugin, needed, dependant, listing }: Publications): string[] => [
  ...['downloads', 'newest', 'oldest', 'updated', 'name_asc', 'name_desc', 'rating'].map(
    (sort) => `/search?per_page=100&sort=${sort}`,
  ),
  '/search?per_page=1&page=2&sort=newest',
  '/search?per_page=1&page=3&sort=name_asc',
  '/search?per_page=2&page=2&sort=oldest&category=equipment',
  '/search?platform=linux',
  '/search?pumpkin_version=0.1.0&platform=linux',
  `/search?q=${person.profile.username}`,
  `/search?q=${plugin.name.replace(' ', '+')}`,
  `/search/suggest?q=${plugin.name.replace(' ', '+')}`,
  '/auth/me',
  ...['created_at', 'updated_at', 'downloads_total', 'name'].flatMap((sort) => [
    `/plugins?sort=${sort}&order=desc&per_page=100`,
    `/plugins?sort=${sort}&order=asc&per_page=100&category=equipment`,
  ]),
  ...aboutPlugin(plugin.slug),
  ...aboutPlugin(needed.slug),
  ...aboutPlugin(dependant.slug),
  '/stats',
  '/dashboard/stats',
  '/dashboard/downloads',
  `/users/${person.profile.username}`,
  `/users/${person.profile.username}/plugins`,
  '/listings',
  `/listings?seller_id=${person.profile.id}`,
  `/listings/${listing.id}`,
  '/marketplace/listings?perPage=100',
  `/marketplace/listings/${listing.id}`,
  `/marketplace/listings/${listing.slug}`,
  '/personas',
  '/notifications',
  '/orgs',
]
