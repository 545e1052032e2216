import { afterEach, describe, expect, it, vi } from 'vitest'
import { releaseStaleClaims } from '../../../src/domains/binaries/index.ts'
import { testApp } from '../../support/app.ts'
import {
  elf,
  type OwnRelease,
  ownRelease,
  sha256,
  unknownBytes,
  untilEmpty,
  upload,
} from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { multipart, rawConnection } from '../../support/multipart.ts'

const MINUTE = 60_000
let now = () => new Date()
const app = testApp({ services: { clock: { now: () => now() } } })
const call = callerOf(app)

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  now = () => new Date()
})

const storage = () => app.current.services.storage
const rowsOf = (versionId: string) =>
  execute<{ storage_key: string; checksum_sha256: string; stored_at: string | null }>(
    app.current,
    'select storage_key, checksum_sha256, stored_at from binaries where version_id = ?',
    [versionId],
  )
const keyOf = ({ slug }: { slug: string }, fileName = 'plugin.so') =>
  `plugins/${slug}/1.0.0/linux/${fileName}`
const spooled = () => untilEmpty(app.current.services.settings.spoolDirectory)
const eventsOf = (slug: string) =>
  execute(app.current, "select 1 from outbox_events where type = 'binary.uploaded' and data->>'slug' = ?", [
    slug,
  ])

/** A claim as a killed process leaves it, with or without its object. */
async function leftBehind(release: OwnRelease, fileName = 'old.so', withObject = true) {
  await upload(call, release, { fileName })
  const sql = 'update binaries set stored_at = null, claimed_at = ? where version_id = ?'
  await execute(app.current, sql, [now(), release.versionId])
  if (!withObject) await storage().delete(keyOf(release, fileName))
}

describe('uploads for one platform', () => {
  it('at the same time: one is stored, the others are told so, and row and object agree', async () => {
    const release = await ownRelease(call)
    const files = [...Array(10)].map((_, n) => ({
      bytes: unknownBytes(20_000 + n),
      fileName: `plugin-${n % 2}.so`,
    }))
    const answers = await Promise.all(files.map((file) => upload(call, release, file)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)])
    const [row, ...others] = await rowsOf(release.versionId)
    expect(others).toEqual([])
    const { body } = await call(`GET ${release.path}/download?platform=linux`)
    const bytes = Buffer.from(await (await fetch(body.download_url)).arrayBuffer())
    expect(sha256(bytes)).toBe(row?.checksum_sha256)
    expect(await eventsOf(release.slug)).toHaveLength(1)
    expect(await spooled()).toEqual([])
  })

  it('one after the other: the second is told so and changes nothing', async () => {
    const release = await ownRelease(call)
    const first = await upload(call, release)
    const { status, body } = await upload(call, release, { bytes: unknownBytes(100) })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    expect((await call(`GET ${release.path}/binaries`)).body.binaries).toEqual([first.body.binary])
  })

  it('while one is being stored, another is told so', async () => {
    const release = await ownRelease(call)
    const put = storage().put.bind(storage())
    let second: number | undefined
    vi.spyOn(storage(), 'put').mockImplementationOnce(async (key, file) => {
      second = (await upload(call, release)).status
      await put(key, file)
    })
    expect((await upload(call, release)).status).toBe(201)
    expect(second).toBe(409)
  })
})

describe('a storage that fails', () => {
  it('is our failure without its cause, leaves nothing, and the same upload works afterwards', async () => {
    const release = await ownRelease(call)
    vi.spyOn(storage(), 'put').mockImplementationOnce(async (key, file) => {
      vi.mocked(storage().put).mockRestore()
      await storage().put(key, file)
      throw new Error('the password of the store is hunter2')
    })
    const { status, body } = await upload(call, release)
    expect(status).toBe(500)
    expect(body).toEqual({
      error: { code: 'internal', message: expect.any(String), request_id: expect.any(String) },
    })
    expect(JSON.stringify(body)).not.toContain('hunter2')
    expect(await rowsOf(release.versionId)).toEqual([])
    expect(await storage().exists(keyOf(release))).toBe(false)
    expect(await eventsOf(release.slug)).toEqual([])
    expect(await spooled()).toEqual([])
    expect((await upload(call, release)).status).toBe(201)
  })

  it('that cannot delete either keeps the place taken until that works', async () => {
    const release = await ownRelease(call)
    const broken = async () => {
      throw new Error('no storage')
    }
    vi.spyOn(storage(), 'put').mockImplementationOnce(broken)
    vi.spyOn(storage(), 'delete').mockImplementationOnce(broken)
    expect((await upload(call, release)).status).toBe(500)
    expect((await upload(call, release)).status).toBe(409)
    now = () => new Date(Date.now() + 11 * MINUTE)
    expect((await upload(call, release)).status).toBe(201)
  })

  it('when the last write to the database fails, the object goes too', async () => {
    const release = await ownRelease(call)
    vi.spyOn(app.current.services.jobs, 'enqueue').mockRejectedValueOnce(new Error('no queue'))
    expect((await upload(call, release)).status).toBe(500)
    expect(await rowsOf(release.versionId)).toEqual([])
    expect(await storage().exists(keyOf(release))).toBe(false)
    expect((await upload(call, release)).status).toBe(201)
  })
})

describe('what a killed process left behind', () => {
  it('holds its place for ten minutes, then a new upload takes it and the old object goes', async () => {
    const release = await ownRelease(call)
    await leftBehind(release)
    now = () => new Date(Date.now() + 9 * MINUTE)
    expect((await upload(call, release)).status).toBe(409)
    expect(await storage().exists(keyOf(release, 'old.so'))).toBe(true)
    now = () => new Date(Date.now() + 11 * MINUTE)
    const bytes = unknownBytes(500)
    const answers = await Promise.all(
      [...Array(5)].map(() => upload(call, release, { bytes, fileName: 'new.so' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
    expect(await rowsOf(release.versionId)).toEqual([
      expect.objectContaining({ storage_key: keyOf(release, 'new.so'), checksum_sha256: sha256(bytes) }),
    ])
    expect(await storage().exists(keyOf(release, 'old.so'))).toBe(false)
    expect(await storage().exists(keyOf(release, 'new.so'))).toBe(true)
  })

  it('is removed by the sweep, finished and running uploads are not', async () => {
    const [dead, empty, fresh, finished] = await Promise.all([...Array(4)].map(() => ownRelease(call)))
    if (!dead || !empty || !fresh || !finished) throw new Error('unreachable')
    await leftBehind(dead)
    await leftBehind(empty, 'old.so', false)
    await upload(call, finished)
    now = () => new Date(Date.now() + 11 * MINUTE)
    await leftBehind(fresh)
    const released = await Promise.all([1, 2, 3].map(() => releaseStaleClaims(app.current.services)))
    expect(released.sort()).toEqual([0, 0, 2])
    const rows = await Promise.all([dead, empty, fresh, finished].map(({ versionId }) => rowsOf(versionId)))
    expect(rows.map(({ length }) => length)).toEqual([0, 0, 1, 1])
    expect(await storage().exists(keyOf(dead, 'old.so'))).toBe(false)
    expect(await storage().exists(keyOf(fresh, 'old.so'))).toBe(true)
    expect(await storage().exists(keyOf(finished))).toBe(true)
  })

  it('is removed by a job', async () => {
    const { jobs, orm } = app.current.services
    const release = await ownRelease(call)
    await leftBehind(release)
    now = () => new Date(Date.now() + 11 * MINUTE)
    await orm.em.fork().transactional((tx) => jobs.enqueue(tx, 'release-stale-claims', {}))
    expect(await jobs.runPending()).toMatchObject({ failed: 0 })
    expect(await rowsOf(release.versionId)).toEqual([])
  })

  it('is told from an upload that takes very long', async () => {
    const release = await ownRelease(call)
    const put = storage().put.bind(storage())
    let sweeps = 0
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    vi.spyOn(storage(), 'put').mockImplementationOnce(async (key, file) => {
      const start = Date.now()
      for (let minute = 1; minute <= 25; minute += 1) {
        now = () => new Date(start + minute * MINUTE)
        await vi.advanceTimersByTimeAsync(MINUTE)
        const renewed = 'select 1 from binaries where version_id = ? and claimed_at = ?'
        await expect.poll(() => execute(app.current, renewed, [release.versionId, now()])).toHaveLength(1)
        sweeps += await releaseStaleClaims(app.current.services, { ...release, platform: 'linux' })
      }
      await put(key, file)
    })
    expect((await upload(call, release)).status).toBe(201)
    expect(sweeps).toBe(0)
  })

  it('does not come back: a process that lost its place neither finishes nor removes what is there now', async () => {
    const release = await ownRelease(call)
    const put = storage().put.bind(storage())
    const bytes = unknownBytes(700)
    let winner: { status: number } | undefined
    vi.spyOn(storage(), 'put').mockImplementationOnce(async (key, file) => {
      await put(key, file)
      now = () => new Date(Date.now() + 11 * MINUTE)
      winner = await upload(call, release, { bytes })
    })
    expect((await upload(call, release)).status).toBe(500)
    expect(winner?.status).toBe(201)
    const { body } = await call(`GET ${release.path}/download?platform=linux`)
    expect(body.checksum_sha256).toBe(sha256(bytes))
    expect(sha256(Buffer.from(await (await fetch(body.download_url)).arrayBuffer()))).toBe(sha256(bytes))
  })
})

describe('a sender who leaves in the middle', () => {
  it.each(['platform', 'file'])('leaves nothing, when the %s came first', async (first) => {
    const { path, owner, versionId } = await ownRelease(call)
    const parts = [
      { name: 'platform', data: 'linux' },
      {
        name: 'file',
        fileName: 'a.so',
        type: 'application/octet-stream',
        data: Buffer.concat([elf, Buffer.alloc(300_000)]),
      },
    ]
    const form = multipart(first === 'file' ? parts.reverse() : parts)
    const connection = await rawConnection(app.current.origin)
    const head = [
      `POST /api/v1${path}/binaries HTTP/1.1`,
      'host: test',
      `authorization: Bearer ${owner.token}`,
      `content-type: ${form.contentType}`,
      `content-length: ${form.body.length}`,
    ]
    connection.write(`${head.join('\r\n')}\r\n\r\n`)
    connection.write(form.body.subarray(0, 250_000))
    const { spoolDirectory } = app.current.services.settings
    await expect.poll(() => untilEmpty(spoolDirectory, 0), { timeout: 5_000, interval: 1 }).not.toEqual([])
    connection.socket.resetAndDestroy()
    expect(await spooled()).toEqual([])
    expect(await rowsOf(versionId)).toEqual([])
    expect(await storage().exists(keyOf({ slug: path.split('/')[2] ?? '' }, 'a.so'))).toBe(false)
  })
})
