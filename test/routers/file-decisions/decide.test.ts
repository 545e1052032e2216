import { beforeAll, describe, expect, it, vi } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { approvedFile, newFile } from '../../support/files.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
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

const decide = (verb: string, id: string, as: CallOptions, body: object = { reason: 'Because' }) =>
  call(`POST /admin/files/${id}/${verb}`, { ...as, body })
const run = () => app.current.services.jobs.runPending()
const keyOf = (id: string) => `files/${own.org.id.slice(4)}/${id}`
const eventsOf = (id: string) =>
  execute(app.current, `select data from outbox_events where type = 'file.uploaded' and data->>'id' = ?`, [
    id,
  ])

describe('decisions about files', () => {
  it.each(['staff', 'moderator'] as const)(
    'are taken by %s: approve lets a file out and announces it',
    async (who) => {
      const as = who === 'staff' ? { token: staff.token } : moderator
      const id = await newFile(call, own.session)
      const { status, body } = await decide('approve', id, as, {})
      expect(status).toBe(200)
      expect(body).toMatchObject({
        id,
        org_id: own.org.id,
        status: 'approved',
        needs_review: false,
        decision_reason: null,
        approved_at: expect.stringMatching(/Z$/),
        decided_at: expect.stringMatching(/Z$/),
      })
      expect(await eventsOf(id)).toEqual([{ data: (await call(`GET /files/${id}`, own.session)).body }])
      expect((await decide('approve', id, as, {})).status).toBe(409)
      await run()
      expect(await eventsOf(id)).toHaveLength(1)
    },
  )

  it('reject a file in quarantine, and an approved one, whose bytes are deleted', async () => {
    for (const id of [await newFile(call, own.session), await approvedFile(call, app, own.session)]) {
      const { status, body } = await decide('reject', id, moderator)
      expect([status, body.status, body.decision_reason]).toEqual([200, 'rejected', 'Because'])
      await run()
      expect(await app.current.services.storage.exists(keyOf(id))).toBe(false)
      expect((await call(`GET /files/${id}`, own.session)).status).toBe(404)
      for (const verb of ['approve', 'reject']) expect((await decide(verb, id, moderator)).status).toBe(409)
    }
  })

  it('end the links to a file that is taken away', async () => {
    const id = await approvedFile(call, app, own.session)
    const { download_url } = (await call(`GET /files/${id}/download`, own.session)).body
    expect((await fetch(download_url)).status).toBe(200)
    await decide('reject', id, moderator)
    await run()
    expect((await fetch(download_url)).status).toBe(404)
  })

  it('are audited and told to the uploader', async () => {
    const id = await newFile(call, own.session)
    await decide('reject', id, { token: staff.token }, { reason: 'Shows a face' })
    expect(
      await execute(
        app.current,
        'select action, actor_username, details from audit_logs where target_id = ?',
        [id],
      ),
    ).toMatchObject([
      { action: 'file.reject', actor_username: staff.profile.username, details: { reason: 'Shows a face' } },
    ])
    const { notifications } = (await call('GET /notifications', { token: own.owner.token })).body
    expect(notifications[0]).toMatchObject({ kind: 'file_decided', body: 'Shows a face' })
  })

  it('happen once when twenty decide at once', async () => {
    const id = await newFile(call, own.session)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => decide('reject', id, n % 2 ? moderator : { token: staff.token })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    const deletions = vi.spyOn(app.current.services.storage, 'delete')
    await run()
    expect(deletions.mock.calls.filter(([key]) => key === keyOf(id))).toHaveLength(1)
    vi.restoreAllMocks()
  })

  it('and scans at once: one of them decides', async () => {
    const files = await Promise.all(Array.from({ length: 6 }, () => newFile(call, own.session)))
    await Promise.all([run(), ...files.map((id) => decide('approve', id, moderator, {}))])
    for (const id of files) {
      expect((await call(`GET /files/${id}`, own.session)).status).toBe(200)
      expect(await eventsOf(id)).toHaveLength(1)
    }
  })

  it('are not taken by the uploader, other members, strangers or keys', async () => {
    const id = await newFile(call, own.session)
    const member = await newMember(call, own.owner, own.org, 'member')
    const admin = await newMember(call, own.owner, own.org, 'admin')
    for (const [as, status] of [
      [own.session, 403],
      [inOrg(member, own.org), 403],
      [inOrg(admin, own.org), 403],
      [own.key, 403],
      [stranger.session, 404],
      [stranger.key, 403],
      [inOrg(stranger.owner, own.org), 404],
      [{}, 401],
    ] as const) {
      for (const verb of ['approve', 'reject']) {
        expect([verb, (await decide(verb, id, as)).status]).toEqual([verb, status])
      }
    }
    const theirs = await newFile(call, { token: staff.token })
    expect((await decide('approve', theirs, { token: staff.token })).status).toBe(403)
  })

  it('state a reason where they take something away', async () => {
    const id = await newFile(call, own.session)
    for (const body of [
      {},
      { reason: ' ' },
      { reason: null },
      { reason: 'a'.repeat(1001) },
      { reason: '\0' },
    ]) {
      expect((await decide('reject', id, moderator, body)).status).toBe(422)
    }
    expect((await decide('reject', id, moderator, { reason: '🎃'.repeat(1000) })).status).toBe(200)
  })

  it.each(ODD_PATHS)('about %s are decisions about nothing', async (_, path) => {
    for (const verb of ['approve', 'reject']) {
      expect([400, 404]).toContain((await decide(verb, path, { token: staff.token })).status)
    }
  })
})

describe('GET /admin/files', () => {
  const list = (as: CallOptions, query = '') => call(`GET /admin/files${query}`, as)
  const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id)

  it('shows staff what waits everywhere, and moderators what waits in their organisation', async () => {
    const [ours, theirs] = [await newFile(call, own.session), await newFile(call, stranger.session)]
    expect(ids((await list({ token: staff.token }, '?per_page=100')).body)).toEqual(
      expect.arrayContaining([ours, theirs]),
    )
    const { body } = await list(moderator, '?per_page=100')
    expect(ids(body)).toContain(ours)
    expect(ids(body)).not.toContain(theirs)
    expect(body.data[0]).toEqual({
      id: ours,
      org_id: own.org.id,
      area_slug: 'screenshots',
      uploader_id: own.owner.profile.id,
      file_name: 'tavern.png',
      file_size: expect.any(Number),
      content_type: 'image/png',
      checksum_sha256: expect.any(String),
      status: 'quarantined',
      created_at: expect.stringMatching(/Z$/),
      approved_at: null,
      scan_attempts: 0,
      scan_result: null,
      needs_review: false,
      decided_by: null,
      decision_reason: null,
      decided_at: null,
    })
  })

  it('goes on after a cursor, by the state that is asked for', async () => {
    for (let n = 0; n < 3; n++) await newFile(call, own.session)
    const first = (await list(moderator, '?per_page=2')).body
    const second = (await list(moderator, `?per_page=2&cursor=${first.next_cursor}`)).body
    expect(ids(second)).not.toEqual(expect.arrayContaining(ids(first)))
    const rejected = (await list(moderator, '?status=rejected')).body.data
    expect(new Set(rejected.map(({ status }: { status: string }) => status))).toEqual(new Set(['rejected']))
    for (const query of ['?status=lost', '?cursor=x', '?needs_review=maybe', '?page=0']) {
      expect((await list(moderator, query)).status).toBe(422)
    }
  })

  it('is closed to members, strangers and keys', async () => {
    const member = await newMember(call, own.owner, own.org, 'member')
    expect((await list(inOrg(member, own.org))).status).toBe(403)
    expect((await list(inOrg(stranger.owner, own.org))).status).toBe(404)
    expect((await list(own.key)).body.error.code).toBe('session_required')
    expect((await list({})).status).toBe(401)
  })
})
