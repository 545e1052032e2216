import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newListing } from '../../support/listings.ts'
import { newMember } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let own: TestTenant
let stranger: TestTenant
let staff: TestUser
let moderator: CallOptions
beforeAll(async () => {
  own = await newTenant(call)
  stranger = await newTenant(call)
  staff = await signUp(call)
  await grantRole(app.current, staff.profile.id, 'moderator')
  moderator = inOrg(await newMember(call, own.owner, own.org, 'moderator'), own.org)
})

/** A listing that the rules flag. */
const flagged = async (as: CallOptions = own.session): Promise<string> =>
  (await newListing(call, as, { priceUsdMicros: 2_000_000_000 })).listingId
const decide = (verb: string, id: string, as: CallOptions, body: object = { reason: 'Because' }) =>
  call(`POST /admin/listings/${id}/${verb}`, { ...as, body })

describe('decisions about listings', () => {
  it.each(['staff', 'moderator'] as const)('are taken by %s: approve publishes', async (who) => {
    const as = who === 'staff' ? { token: staff.token } : moderator
    const id = await flagged()
    const { status, body } = await decide('approve', id, as, {})
    expect(status).toBe(200)
    expect(body).toMatchObject({ id, status: 'published', published_at: expect.stringMatching(/Z$/) })
    expect((await decide('approve', id, as, {})).status).toBe(409)
    expect((await decide('reject', id, as)).status).toBe(409)
  })

  it('reject sends it back, and its seller may submit it again', async () => {
    const id = await flagged()
    expect((await decide('reject', id, moderator)).body.status).toBe('unpublished')
    expect((await call(`POST /marketplace/listings/${id}/submit`, own.session)).body.listing.status).toBe(
      'in_review',
    )
  })

  it('remove takes it away for good', async () => {
    const { listingId } = await newListing(call, own.session)
    expect((await decide('remove', listingId, { token: staff.token })).body.status).toBe('removed')
    expect((await decide('remove', listingId, moderator)).status).toBe(409)
    for (const request of [
      call(`PATCH /marketplace/listings/${listingId}`, { ...own.session, body: { title: 'Back' } }),
      call(`POST /marketplace/listings/${listingId}/submit`, own.session),
      call(`POST /marketplace/listings/${listingId}/withdraw`, own.session),
    ]) {
      expect((await request).status).toBe(409)
    }
  })

  it('are audited, announced and told to the seller', async () => {
    const id = await flagged()
    await decide('reject', id, { token: staff.token }, { reason: 'Too dear' })
    const log = await execute(
      app.current,
      'select action, actor_username, details from audit_logs where target_id = ?',
      [id],
    )
    expect(log).toMatchObject([
      {
        action: 'listing.reject',
        actor_username: staff.profile.username,
        details: { reason: 'Too dear' },
      },
    ])
    const { notifications } = (await call('GET /notifications', { token: own.owner.token })).body
    expect(notifications[0]).toMatchObject({ kind: 'listing_decided', body: 'Too dear' })
  })

  it('happen once when twenty decide at once', async () => {
    const id = await flagged()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        decide(index % 2 ? 'approve' : 'reject', id, index % 4 > 1 ? moderator : { token: staff.token }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
  })

  it('are not taken by the seller, other members, strangers or keys', async () => {
    const id = await flagged()
    const member = await newMember(call, own.owner, own.org, 'member')
    const asAdmin = await newMember(call, own.owner, own.org, 'admin')
    for (const [as, status] of [
      [own.session, 403],
      [inOrg(member, own.org), 403],
      [inOrg(asAdmin, own.org), 403],
      [own.key, 403],
      [stranger.session, 404],
      [stranger.key, 403],
      [inOrg(stranger.owner, own.org), 404],
      [{}, 401],
    ] as const) {
      for (const verb of ['approve', 'reject', 'remove']) {
        expect([verb, (await decide(verb, id, as)).status]).toEqual([verb, status])
      }
    }
  })

  it('state a reason where they take something away', async () => {
    const id = await flagged()
    for (const verb of ['reject', 'remove']) {
      expect((await decide(verb, id, moderator, {})).status).toBe(422)
      expect((await decide(verb, id, moderator, { reason: ' ' })).status).toBe(422)
    }
  })
})

describe('GET /admin/listings', () => {
  const list = (as: CallOptions, query = '') => call(`GET /admin/listings${query}`, as)
  const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id)

  it('shows staff what waits everywhere, and moderators what waits in their organisation', async () => {
    const [ours, theirs] = [await flagged(), await flagged(stranger.session)]
    expect(ids((await list({ token: staff.token }, '?per_page=100')).body)).toEqual(
      expect.arrayContaining([ours, theirs]),
    )
    const { body } = await list(moderator, '?per_page=100')
    expect(ids(body)).toContain(ours)
    expect(ids(body)).not.toContain(theirs)
    expect(body.data[0]).toMatchObject({ status: 'in_review', moderation_flags: ['unusual_price'] })
  })

  it('goes on after a cursor, by the state that is asked for', async () => {
    for (let n = 0; n < 3; n++) await flagged()
    const first = (await list(moderator, '?per_page=2')).body
    const second = (await list(moderator, `?per_page=2&cursor=${first.next_cursor}`)).body
    expect(ids(second)).not.toEqual(expect.arrayContaining(ids(first)))
    expect((await list(moderator, '?status=removed')).body.data.every(isRemoved)).toBe(true)
    expect((await list(moderator, '?status=lost')).status).toBe(422)
    expect((await list(moderator, '?cursor=x')).status).toBe(422)
  })
  const isRemoved = ({ status }: { status: string }) => status === 'removed'

  it('is closed to members, strangers and keys', async () => {
    const member = await newMember(call, own.owner, own.org, 'member')
    expect((await list(inOrg(member, own.org))).status).toBe(403)
    expect((await list(inOrg(stranger.owner, own.org))).status).toBe(404)
    expect((await list(own.key)).body.error.code).toBe('session_required')
  })
})
