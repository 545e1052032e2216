import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { releaseAllStaleClaims } from '../../../src/domains/claims/index.ts'
import { SCAN_TRIES, scanFile, tendQuarantine } from '../../../src/domains/files/index.ts'
import { jobPolicies } from '../../../src/jobs/kinds.ts'
import type { ScanVerdict } from '../../../src/ports/scanner/index.ts'
import { testApp } from '../../support/app.ts'
import { EICAR, zeros, zip } from '../../support/archives.ts'
import { elf, untilEmpty } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { approvedFile, type FileUpload, newFile, sendFile } from '../../support/files.ts'
import { newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

let now = () => new Date()
const app = testApp({ services: { clock: { now: () => now() } } })
const call = callerOf(app)

let own: TestTenant
let staff: TestUser
beforeAll(async () => {
  own = await newTenant(call)
  staff = await signUp(call)
  await grantRole(app.current, staff.profile.id, 'moderator')
})
afterEach(() => {
  vi.restoreAllMocks()
  now = () => new Date()
})

const run = (options = {}) => app.current.services.jobs.runPending(options)
const scanner = () => app.current.services.scanner
const storage = () => app.current.services.storage
const orgId = () => own.org.id.slice(4)
const keyOf = (id: string) => `files/${orgId()}/${id}`
const rowOf = async (id: string) =>
  (await execute<Record<string, any>>(app.current, 'select * from files where id = ?', [id]))[0]
const eventsOf = (id: string) =>
  execute<{ org_id: string; data: object }>(
    app.current,
    `select for_org as org_id, data from outbox_events where type = 'file.uploaded' and data->>'id' = ?`,
    [id],
  )
const told = async () => (await call('GET /notifications', { token: own.owner.token })).body.notifications
const signal = () => new AbortController().signal
const says = (verdict: ScanVerdict['verdict'], reason = '') =>
  vi.spyOn(scanner(), 'scan').mockResolvedValue({ verdict, reason })
const fails = () => vi.spyOn(scanner(), 'scan').mockRejectedValue(new Error('away'))

describe('a scan', () => {
  it('lets a clean file out, and announces it as its reading endpoint shows it', async () => {
    const id = await approvedFile(call, app, own.session)
    const { status, body } = await call(`GET /files/${id}`, own.key)
    expect([status, body.status]).toEqual([200, 'approved'])
    expect(await eventsOf(id)).toEqual([{ org_id: orgId(), data: body }])
  })

  it.each([
    ['an executable under another name', { bytes: elf, fileName: 'tavern.png' }, /executable/],
    ['EICAR', { bytes: EICAR, fileName: 'a.txt' }, /EICAR/],
    ['EICAR across two chunks', { bytes: `${'a'.repeat(65_500)}${EICAR}`, fileName: 'a.txt' }, /EICAR/],
    ['EICAR in a zip', { bytes: zip({ name: 'a', data: EICAR }), fileName: 'a.zip' }, /EICAR/],
    ['a zip bomb', { bytes: zip({ name: 'a', data: zeros(150) }), fileName: 'a.zip' }, /bomb/],
  ] as [string, FileUpload, RegExp][])(
    'rejects %s, tells its uploader and deletes its bytes',
    async (_, what, reason) => {
      const id = await newFile(call, own.session, what)
      await run()
      expect(await rowOf(id)).toMatchObject({
        status: 'rejected',
        decision_reason: expect.stringMatching(reason),
        decided_by: null,
        approved_at: null,
      })
      expect((await call(`GET /files/${id}`, own.session)).status).toBe(404)
      expect(await eventsOf(id)).toEqual([])
      expect((await told())[0]).toMatchObject({ kind: 'file_decided', body: expect.stringMatching(reason) })
      expect(await storage().exists(keyOf(id))).toBe(false)
    },
  )

  it('asks the staff at once about what only a person can tell', async () => {
    const bytes = zip({ name: 'a', data: 'x', flags: 0x801 })
    const id = await newFile(call, own.session, { bytes, fileName: 'a.zip' })
    expect(await run()).toMatchObject({ failed: 0 })
    expect(await rowOf(id)).toMatchObject({ status: 'quarantined', needs_review: true })
    const { body } = await call('GET /admin/files?needs_review=true', { token: staff.token })
    expect(body.data[0]).toMatchObject({
      id,
      needs_review: true,
      scan_result: expect.stringContaining('encrypted'),
    })
    expect(await storage().exists(keyOf(id))).toBe(true)
  })

  it('that fails leaves the file in quarantine, is tried again with growing pauses, then asks the staff', async () => {
    const spy = fails()
    const id = await newFile(call, own.session)
    await run()
    for (let attempt = 1; attempt <= SCAN_TRIES; attempt++) {
      expect(spy).toHaveBeenCalledTimes(attempt)
      expect(await rowOf(id)).toMatchObject({
        status: 'quarantined',
        scan_attempts: attempt,
        needs_review: attempt === SCAN_TRIES,
        scan_result: 'could not be scanned to its end',
      })
      expect((await call(`GET /files/${id}`, own.session)).status).toBe(404)
      await run({ early: true })
    }
    expect(spy).toHaveBeenCalledTimes(SCAN_TRIES)
    expect(jobPolicies['scan-file']).toMatchObject({ retryLimit: SCAN_TRIES - 1 })
  })

  it('that fails once is made up for', async () => {
    fails()
    const id = await newFile(call, own.session)
    await run()
    vi.restoreAllMocks()
    await run({ early: true })
    expect(await rowOf(id)).toMatchObject({ status: 'approved', scan_attempts: 2 })
  })

  it('approves nothing whose object is gone, or is another one', async () => {
    const gone = await newFile(call, own.session)
    await storage().delete(keyOf(gone))
    const changed = await newFile(call, own.session, { bytes: 'Hello', fileName: 'a.txt' })
    vi.spyOn(storage(), 'read').mockImplementation(async (key) => {
      const { Readable } = await import('node:stream')
      return key === keyOf(changed) ? Readable.from([Buffer.from('Jello')]) : undefined
    })
    await run()
    for (const id of [gone, changed]) expect(await rowOf(id)).toMatchObject({ status: 'quarantined' })
    expect(await untilEmpty(app.current.services.settings.spoolDirectory)).toEqual([])
  })

  it('of one file by two at once decides once', async () => {
    for (const verdict of ['clean', 'infected'] as const) {
      says(verdict, verdict === 'clean' ? '' : 'is bad')
      const id = await newFile(call, own.session)
      const scans = Array.from({ length: 5 }, () =>
        scanFile(app.current.services, { fileId: id, orgId: orgId() }, signal()),
      )
      await Promise.all(scans)
      const told = await execute(
        app.current,
        'select from notifications where title like ? and body like ?',
        ['%tavern.png%', '%is bad%'],
      )
      expect((await eventsOf(id)).length).toBe(verdict === 'clean' ? 1 : 0)
      expect(told.length).toBe(verdict === 'clean' ? 0 : 1)
      await run()
    }
  })

  it('is overruled by a decision of the staff while it goes on', async () => {
    const id = await newFile(call, own.session)
    vi.spyOn(scanner(), 'scan').mockImplementation(async () => {
      const options = { token: staff.token, body: { reason: 'Not here' } }
      expect((await call(`POST /admin/files/${id}/reject`, options)).status).toBe(200)
      return { verdict: 'clean', reason: '' }
    })
    await run()
    expect(await rowOf(id)).toMatchObject({ status: 'rejected', decision_reason: 'Not here' })
    expect(await eventsOf(id)).toEqual([])
  })

  it('is not made for what is decided, or not there', async () => {
    const id = await approvedFile(call, app, own.session)
    const spy = says('infected', 'is bad')
    await scanFile(app.current.services, { fileId: id, orgId: orgId() }, signal())
    await scanFile(app.current.services, { fileId: orgId(), orgId: orgId() }, signal())
    expect(spy).not.toHaveBeenCalled()
    expect((await rowOf(id))?.status).toBe('approved')
  })

  it('that kills its process each time is not tried forever', async () => {
    const id = await newFile(call, own.session)
    await execute(app.current, 'update files set scan_attempts = ? where id = ?', [SCAN_TRIES, id])
    const spy = says('clean')
    await run()
    expect(spy).not.toHaveBeenCalled()
    now = () => new Date(Date.now() + 9 * 3_600_000)
    await tendQuarantine(app.current.services)
    expect(await rowOf(id)).toMatchObject({ status: 'quarantined', needs_review: true })
  })

  it('that is only late is no matter for the staff', async () => {
    says('clean')
    const id = await newFile(call, own.session)
    await tendQuarantine(app.current.services)
    expect(await rowOf(id)).toMatchObject({ needs_review: false })
    now = () => new Date(Date.now() + 9 * 3_600_000)
    await tendQuarantine(app.current.services)
    expect(await rowOf(id)).toMatchObject({ needs_review: true })
    await run()
    expect(await rowOf(id)).toMatchObject({ status: 'approved', needs_review: false })
  })
})

describe('an upload that ends early', () => {
  it('leaves nothing behind when its object cannot be written', async () => {
    const before = await execute(app.current, 'select from files')
    vi.spyOn(storage(), 'put').mockRejectedValue(new Error('full'))
    expect((await sendFile(call, own.session)).status).toBe(500)
    expect(await execute(app.current, 'select from files')).toHaveLength(before.length)
  })

  it('is never approved, and is cleared away when its process was killed between object and commit', async () => {
    const id = await newFile(call, own.session)
    await execute(app.current, 'update files set stored_at = null where id = ?', [id])
    await run()
    expect(await rowOf(id)).toMatchObject({ status: 'quarantined', scan_attempts: 0 })
    for (const decision of ['approve', 'reject']) {
      const options = { token: staff.token, body: { reason: 'x' } }
      expect((await call(`POST /admin/files/${id}/${decision}`, options)).status).toBe(404)
    }
    const { body } = await call('GET /admin/files?per_page=100', { token: staff.token })
    expect(body.data.map((row: { id: string }) => row.id)).not.toContain(id)
    now = () => new Date(Date.now() + 11 * 60_000)
    await releaseAllStaleClaims(app.current.services)
    expect(await rowOf(id)).toBeUndefined()
    expect(await storage().exists(keyOf(id))).toBe(false)
  })

  it('whose claim was taken over leaves no object behind', async () => {
    const put = storage().put.bind(storage())
    vi.spyOn(storage(), 'put').mockImplementation(async (key, file) => {
      await execute(app.current, 'delete from files where storage_key = ?', [key])
      await put(key, file)
    })
    const spy = vi.spyOn(storage(), 'delete')
    expect((await sendFile(call, own.session)).status).toBe(500)
    const [[key] = ['']] = spy.mock.calls
    expect(await storage().exists(key)).toBe(false)
  })
})
