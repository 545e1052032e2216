import { setTimeout } from 'node:timers/promises'
import type { TestApp } from './app.ts'
import { elf, uploadForm } from './binaries.ts'
import type { Call, CallOptions } from './caller.ts'
import { imageOf } from './images.ts'
import { newListing } from './listings.ts'
import { newMember } from './orgs.ts'
import { CATEGORY, newPlugin, newVersion } from './plugins.ts'
import { newReview } from './reviews.ts'
import { inOrg, type TestTenant } from './tenants.ts'
import { signUp, type TestUser } from './users.ts'

/** Something of every kind that somebody published, and what of others it hangs together with. */
export interface Publications {
  person: TestUser
  /** The person's session in the organisation of the tenant, where they are a member. */
  session: CallOptions
  plugin: { id: string; slug: string; name: string }
  review: { id: string }
  listing: { id: string; slug: string }
  other: TestUser
  /** Of `other`: the person depends on the first, reviewed it, and the second depends on the person's. */
  needed: { id: string; slug: string }
  dependant: { id: string; slug: string }
}

const depend = async (call: Call, token: string, slug: string, on: string) => {
  const body = { dependency_plugin_id: on, version_req: '^1.0.0' }
  const answer = await call(`POST /plugins/${slug}/versions/1.0.0/dependencies`, { token, body })
  if (answer.status !== 201) throw new Error(`not declared: ${JSON.stringify(answer.body)}`)
}

async function released(call: Call, token: string, overrides: object = {}) {
  const plugin = await newPlugin(call, token, overrides as Record<string, unknown>)
  await newVersion(call, token, plugin.slug)
  return plugin as Publications['plugin']
}

export async function newPublications(call: Call, tenant: TestTenant): Promise<Publications> {
  const [person, other] = [await newMember(call, tenant.owner, tenant.org, 'member'), await signUp(call)]
  const { token } = person
  const needed = await released(call, other.token)
  const plugin = await released(call, token, { category_ids: [CATEGORY.equipment] })
  const dependant = await released(call, other.token)
  await depend(call, token, plugin.slug, needed.id)
  await depend(call, other.token, dependant.slug, plugin.id)
  await call(`POST /plugins/${plugin.slug}/versions/1.0.0/binaries`, {
    token,
    body: uploadForm({ bytes: elf }),
  })
  const icon = new FormData()
  icon.append('file', new File([new Uint8Array(imageOf(2048))], 'icon.png', { type: 'image/png' }))
  await call(`POST /plugins/${plugin.slug}/icon`, { token, body: icon })
  const third = await signUp(call)
  await newReview(call, third.token, needed.slug, { rating: 5 })
  const review = await newReview(call, token, needed.slug, { rating: 1 })
  const session = inOrg(person, tenant.org)
  const { listingId: id, slug } = await newListing(call, session)
  return { person, session, plugin, review, listing: { id, slug }, other, needed, dependant }
}

/** What everybody can ask about a plugin and its only version. */
export const aboutPlugin = (slug: string): string[] => [
  `/plugins/${slug}`,
  `/plugins/${slug}/versions`,
  `/plugins/${slug}/versions/1.0.0/binaries`,
  `/plugins/${slug}/versions/1.0.0/dependencies`,
  `/plugins/${slug}/versions/1.0.0/dependencies/graph`,
  `/plugins/${slug}/dependants`,
  `/plugins/${slug}/download-stats`,
  `/plugins/${slug}/reviews`,
  `/plugins/${slug}/media`,
]

/** What is counted as a download. */
export const downloadsOf = (slug: string): string[] => [
  `/plugins/${slug}/versions/1.0.0`,
  `/plugins/${slug}/versions/1.0.0/download?platform=linux`,
]

/** The answers of GET requests, each under its path: status and body. */
export async function answersTo(call: Call, as: CallOptions, paths: readonly string[]) {
  const answers: Record<string, [number, unknown]> = {}
  for (const path of paths) {
    const { status, body } = await call(`GET ${path}` as 'GET /', as)
    answers[path] = [status, withoutClock(body)]
  }
  return answers
}

const withoutClock = (body: any) =>
  body && typeof body === 'object' && 'processing_time_ms' in body ? { ...body, processing_time_ms: 0 } : body

/** Tells every event and does every job. */
export async function settled(app: { readonly current: TestApp }): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    const { failed } = await app.current.services.jobs.runPending()
    if (failed > 0) throw new Error(`${failed} jobs failed`)
    await setTimeout(10)
  }
}
