import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { elf, machO, ownRelease, pe, sha256, unknownBytes, upload, wasm } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'

const LIMIT = 100_000
const app = testApp({ env: { BINARY_MAX_SIZE_BYTES: String(LIMIT) } })
const call = callerOf(app)

describe('an uploaded binary', () => {
  it('is answered with its row and a link that gives the same bytes to anybody', async () => {
    const release = await ownRelease(call)
    const { status, body } = await upload(call, release, {
      platform: 'windows',
      bytes: pe,
      fileName: 'my-plugin.dll',
    })
    expect(status).toBe(201)
    expect(body).toEqual({
      binary: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/),
        version_id: release.versionId,
        platform: 'windows',
        file_name: 'my-plugin.dll',
        file_size: pe.length,
        checksum_sha256: sha256(pe),
        storage_key: `plugins/${release.slug}/1.0.0/windows/my-plugin.dll`,
        content_type: 'application/octet-stream',
        uploaded_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      },
      download_url: expect.stringMatching(/^http/),
      expires_in_seconds: 3600,
    })
    const download = await fetch(body.download_url)
    expect(Buffer.from(await download.arrayBuffer())).toEqual(pe)
  })

  it.each([
    ['linux', elf, 'application/x-sharedlib'],
    ['windows', pe, 'application/vnd.microsoft.portable-executable'],
    ['macos', machO, 'application/x-mach-binary'],
    ['linux', wasm, 'application/wasm'],
    ['macos', unknownBytes(300), 'application/octet-stream'],
  ])('can be for %s', async (platform, bytes, type) => {
    const { status, body } = await upload(call, await ownRelease(call), { platform, bytes, type })
    expect(status).toBe(201)
    expect(body.binary).toMatchObject({ platform, content_type: type, checksum_sha256: sha256(bytes) })
  })

  it('may come before or after its platform in the form', async () => {
    const release = await ownRelease(call)
    expect((await upload(call, release, { fileFirst: true })).status).toBe(201)
    expect((await upload(call, release, { fileFirst: false, platform: 'macos', bytes: machO })).status).toBe(
      201,
    )
  })

  it('can be added to a yanked version', async () => {
    const release = await ownRelease(call)
    await call(`PATCH ${release.path}/yank`, { token: release.owner.token, body: { yanked: true } })
    expect((await upload(call, release)).status).toBe(201)
  })

  it('belongs to a version whose build metadata is part of its key', async () => {
    const release = await ownRelease(call, '1.0.0-beta.1+linux.7')
    const { body } = await upload(call, release)
    expect(body.binary.storage_key).toBe(`plugins/${release.slug}/1.0.0-beta.1+linux.7/linux/plugin.so`)
    expect(sha256(Buffer.from(await (await fetch(body.download_url)).arrayBuffer()))).toBe(sha256(elf))
  })

  it('is announced once, with the row', async () => {
    const release = await ownRelease(call)
    const { body } = await upload(call, release)
    const events = await app.current.services.orm.em
      .fork()
      .execute(`select data from outbox_events where type = 'binary.uploaded' and data->>'slug' = ?`, [
        release.slug,
      ])
    expect(events).toEqual([
      {
        data: expect.objectContaining({
          binaryId: body.binary.id,
          versionId: release.versionId,
          version: '1.0.0',
          platform: 'linux',
          authorId: release.owner.profile.id,
        }),
      },
    ])
  })
})

describe('the size of a binary', () => {
  it('may be exactly the limit', async () => {
    const bytes = unknownBytes(LIMIT)
    const { status, body } = await upload(call, await ownRelease(call), { bytes })
    expect(status).toBe(201)
    expect(body.binary).toMatchObject({ file_size: LIMIT, checksum_sha256: sha256(bytes) })
  })

  it.each([LIMIT + 1, LIMIT * 5, LIMIT * 100])('may not be %i bytes with a limit of 100000', async (size) => {
    const release = await ownRelease(call)
    const { status, body } = await upload(call, release, { bytes: unknownBytes(size) })
    expect(status).toBe(422)
    expect(body.error.issues).toEqual([{ path: 'file', message: expect.stringContaining('100000 bytes') }])
    expect((await call(`GET ${release.path}/binaries`)).body).toEqual({ binaries: [] })
  })

  it('may not be zero', async () => {
    const { status, body } = await upload(call, await ownRelease(call), { bytes: Buffer.alloc(0) })
    expect(status).toBe(422)
    expect(body.error.message).toContain('empty')
  })
})

describe('a file that is no binary for its platform', () => {
  it.each([
    ['a web page', 'linux', Buffer.from('<!doctype html><script>alert(1)</script>'), /HTML/],
    ['a shell script', 'linux', Buffer.from('#!/bin/sh\nrm -rf /\n'), /script/],
    ['a PNG', 'linux', Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex'), /image/],
    ['a PDF', 'linux', Buffer.from('%PDF-1.7\n'), /document/],
    ['an ELF file for Windows', 'windows', elf, /linux/],
    ['a PE file for Linux', 'linux', pe, /windows/],
    ['a Mach-O file for Windows', 'windows', machO, /macos/],
  ])('is refused: %s', async (_what, platform, bytes, why) => {
    const release = await ownRelease(call)
    const { status, body } = await upload(call, release, { platform, bytes })
    expect(status).toBe(422)
    expect(body.error).toMatchObject({ code: 'validation_failed', issues: [{ path: 'file' }] })
    expect(body.error.message).toMatch(why)
    expect((await call(`GET ${release.path}/binaries`)).body.binaries).toEqual([])
  })

  it.each(['text/html', 'image/png', 'text/plain', 'application/pdf', 'application/javascript'])(
    'is refused when it is declared as %s',
    async (type) => {
      const { status, body } = await upload(call, await ownRelease(call), { type })
      expect(status).toBe(422)
      expect(body.error.message).toContain(type)
    },
  )
})
