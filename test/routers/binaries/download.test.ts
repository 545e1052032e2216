import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { elf, ownRelease, sha256, upload } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'

const app = testApp()
const call = callerOf(app)

/** A release with a binary for Linux. */
async function stored() {
  const release = await ownRelease(call)
  await upload(call, release)
  return release
}

/** What the counters say, without counting. */
async function counted({ slug, versionId }: { slug: string; versionId: string }) {
  const sql = `
    select v.downloads::int as version, p.downloads::int as plugin,
      (select coalesce(sum(d.downloads), 0)::int from plugin_download_days d where d.plugin_id = p.plugin_id) as days
    from version_totals v, plugin_totals p join plugins on plugins.id = p.plugin_id
    where v.version_id = ? and plugins.slug = ?`
  const [row] = await execute(app.current, sql, [versionId, slug])
  return row
}

describe('a download', () => {
  it('is a link to the bytes, for anybody', async () => {
    const release = await stored()
    const { status, body, headers } = await call(`GET ${release.path}/download?platform=linux`)
    expect(status).toBe(200)
    expect(body).toEqual({
      download_url: expect.stringMatching(/^http/),
      checksum_sha256: sha256(elf),
      file_name: 'plugin.so',
      file_size: elf.length,
      platform: 'linux',
      expires_in_seconds: 3600,
    })
    expect(headers.get('cache-control')).toBe('no-store')
    const file = await fetch(body.download_url)
    expect(sha256(Buffer.from(await file.arrayBuffer()))).toBe(body.checksum_sha256)
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="plugin.so"')
  })

  it('counts once for the version and for the plugin', async () => {
    const release = await stored()
    await call(`GET ${release.path}/download?platform=linux`)
    await call(`GET ${release.path}/download?platform=linux`)
    expect(await counted(release)).toEqual({ version: 2, plugin: 2, days: 2 })
    expect((await call(`GET /plugins/${release.slug}`)).body.downloads_total).toBe(2)
  })

  it('counts exactly when many come at once', async () => {
    const release = await stored()
    const answers = await Promise.all(
      [...Array(50)].map(() => call(`GET ${release.path}/download?platform=linux`)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await counted(release)).toEqual({ version: 50, plugin: 50, days: 50 })
  })

  it('is not counted when it is only asked for by HEAD or refused', async () => {
    const release = await stored()
    const { status, body } = await call(`HEAD ${release.path}/download?platform=linux`)
    expect([status, body.length]).toEqual([200, 0])
    await call(`GET ${release.path}/download?platform=windows`)
    await call(`GET ${release.path}/download?platform=beos`)
    await call(`GET ${release.path}/download?platform=linux`, { token: 'forged' })
    expect(await counted(release)).toEqual({ version: 0, plugin: 0, days: 0 })
  })

  it('goes on after the version was yanked', async () => {
    const release = await stored()
    await call(`PATCH ${release.path}/yank`, { token: release.owner.token, body: { yanked: true } })
    expect((await call(`GET ${release.path}/download?platform=linux`)).status).toBe(200)
  })
})

describe('the platform', () => {
  it.each([
    '',
    '?platform=',
    '?platform=beos',
    '?platform=LINUX',
    '?platform=linux%00',
    '?platform=linux&platform=linux',
    '?platform[]=linux',
    '?Platform=linux',
    `?platform=${'x'.repeat(5000)}`,
    "?platform=linux'--",
  ])('must be one of the three: %s', async (query) => {
    const { path } = await stored()
    const { status, body } = await call(`GET ${path}/download${query}`)
    expect(status).toBe(422)
    expect(body.error).toMatchObject({ code: 'validation_failed', issues: [{ path: 'platform' }] })
  })

  it('must have a binary that is finished', async () => {
    const release = await stored()
    expect((await call(`GET ${release.path}/download?platform=macos`)).status).toBe(404)
    await execute(app.current, 'update binaries set stored_at = null where version_id = ?', [
      release.versionId,
    ])
    expect((await call(`GET ${release.path}/download?platform=linux`)).status).toBe(404)
  })
})

it('there is nothing to download of what is not there', async () => {
  const { slug, owner, path } = await stored()
  expect((await call(`GET /plugins/${slug}/versions/1.0.1/download?platform=linux`)).status).toBe(404)
  expect((await call('GET /plugins/no-such-plugin/versions/1.0.0/download?platform=linux')).status).toBe(404)
  await call(`DELETE /plugins/${slug}`, { token: owner.token })
  expect((await call(`GET ${path}/download?platform=linux`)).status).toBe(404)
})

it.each(ODD_PATHS)('there is nothing to download of a plugin or version that is %s', async (_what, odd) => {
  const { slug } = await ownRelease(call)
  const query = '?platform=linux'
  expect([400, 404]).toContain((await call(`GET /plugins/${odd}/versions/1.0.0/download${query}`)).status)
  expect([400, 404]).toContain((await call(`GET /plugins/${slug}/versions/${odd}/download${query}`)).status)
})
