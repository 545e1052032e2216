import type { TestApp } from './app.ts'
import { elf, uploadForm } from './binaries.ts'
import type { Call, CallOptions } from './caller.ts'
import { grantRole } from './execute.ts'
import { approvedFile } from './files.ts'
import { newKey } from './keys.ts'
import { FLAGGED, newListing } from './listings.ts'
import { mediaForm, uniquePng } from './media.ts'
import { act, newReport } from './moderation.ts'
import { tell } from './notifications.ts'
import { newMember, newOrg } from './orgs.ts'
import { CATEGORY, newPlugin, newVersion } from './plugins.ts'
import { settled } from './publications.ts'
import { newReview } from './reviews.ts'
import { newTenant, type TestTenant } from './tenants.ts'
import { signUp, type TestUser } from './users.ts'
import { deliverPending, happen, listingCreated, newWebhook } from './webhooks.ts'

/** A registry and a tenant in which every list has as many rows as it was grown by. */
export interface StatementWorld {
  as: Record<'nobody' | 'author' | 'admin' | 'tenant' | 'key' | 'tenantKey', CallOptions>
  /** What paths are made of. */
  ids: Record<string, string>
  /** Adds that many rows to every list. */
  grow(rows: number): Promise<void>
}

type Running = { readonly current: TestApp }

const ok = async (answer: ReturnType<Call>): Promise<any> => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`not made: ${status} ${JSON.stringify(body)}`)
  return body
}

export async function newStatementWorld(call: Call, app: Running): Promise<StatementWorld> {
  const [author, admin, tenant] = [await signUp(call), await signUp(call), await newTenant(call)]
  await grantRole(app.current, admin.profile.id, 'admin')
  const { token } = author
  const plugin = await newPlugin(call, token, { category_ids: [CATEGORY.chat] })
  const { slug } = plugin
  await newVersion(call, token, slug)
  await ok(call(`POST /plugins/${slug}/versions/1.0.0/binaries`, { token, body: uploadForm({ bytes: elf }) }))
  await ok(call(`POST /plugins/${slug}/icon`, { token, body: mediaForm() }))
  await ok(call(`PUT /plugins/${slug}/changelog`, { token, body: { content: '# 1.0.0' } }))
  const avatar = new FormData()
  avatar.append('avatar', new File([new Uint8Array(uniquePng())], 'me.png', { type: 'image/png' }))
  await ok(call('POST /auth/avatar', { token, body: avatar }))
  const key = await newKey(call, token, { permissions: ['read', 'publish'] })
  const webhook = await newWebhook(call, tenant.session)
  const listing = await newListing(call, tenant.session)
  const file = await approvedFile(call, app, tenant.session)
  const report = await newReport(call, tenant.session, author)
  const world = {
    as: {
      nobody: {},
      author: { token },
      admin: { token: admin.token },
      tenant: tenant.session,
      tenantKey: tenant.key,
      key: { headers: { 'x-api-key': key.key } },
    },
    ids: {
      slug,
      key: key.id,
      username: author.profile.username,
      user: author.profile.id,
      org: tenant.org.id,
      webhook: webhook.id,
      listing: listing.listingId,
      persona: listing.personaId,
      file,
      report: report.id,
    },
    grow: async (rows: number) => {
      for (let row = 0; row < rows; row += 1) await growByOne(call, app, { author, admin, tenant, plugin })
      await settled(app)
      await deliverPending(app.current)
    },
  }
  await world.grow(1)
  return world
}

interface People {
  author: TestUser
  admin: TestUser
  tenant: TestTenant
  plugin: { id: string; slug: string; name: string }
}

let made = 0

async function growByOne(call: Call, app: Running, people: People): Promise<void> {
  made += 1
  const someone = await signUp(call)
  await growRegistry(call, app, people, someone)
  await growTenant(call, app, people, someone)
}

async function growRegistry(call: Call, app: Running, people: People, someone: TestUser): Promise<void> {
  const { author, plugin } = people
  const { token } = author
  const another = await newPlugin(call, token, {
    name: `${plugin.name} ${made}`,
    category_ids: [CATEGORY.chat],
  })
  await newVersion(call, token, another.slug)
  await newVersion(call, token, plugin.slug, { version: `0.${made}.0` })
  const needed = await newPlugin(call, token)
  await newVersion(call, token, needed.slug)
  for (const [by, on] of [
    [another, plugin],
    [plugin, needed],
  ] as const) {
    const body = { dependency_plugin_id: on.id, version_req: '*' }
    await ok(call(`POST /plugins/${by.slug}/versions/1.0.0/dependencies`, { token, body }))
  }
  const review = await newReview(call, someone.token, plugin.slug)
  await ok(
    call(`POST /plugins/${plugin.slug}/reviews/${review.id}/report`, { token, body: { reason: 'spam' } }),
  )
  await ok(call(`POST /plugins/${plugin.slug}/media`, { token, body: mediaForm({ bytes: uniquePng() }) }))
  await tell(app.current, author.profile.id)
  await newOrg(call, token)
  // No more than nine: ten keys are what somebody can have.
  if (made < 10) await newKey(call, token)
  const { id, username } = author.profile
  const session = { id, username, role: 'author' as const }
  await app.current.services.sessions.open(session, { address: '192.0.2.1', device: 'test' })
}

async function growTenant(call: Call, app: Running, people: People, someone: TestUser): Promise<void> {
  const { admin, tenant } = people
  const { session, org } = tenant
  const member = await newMember(call, tenant.owner, org, 'member')
  await newListing(call, session)
  await newListing(call, session, { ...FLAGGED, title: `${FLAGGED.title} ${made}` })
  await approvedFile(call, app, session)
  await newReport(call, session, member)
  await act(call, { token: admin.token }, someone, 'warn')
  await act(call, session, member, 'warn')
  await newWebhook(call, session)
  await happen(app.current, org, listingCreated(`lst_${made}`))
}
