import { expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { machO, ownRelease, pe, upload } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'

const app = testApp()
const call = callerOf(app)

it('shows everybody the binaries of a version in the order of upload', async () => {
  const release = await ownRelease(call)
  expect((await call(`GET ${release.path}/binaries`)).body).toEqual({ binaries: [] })
  const macos = await upload(call, release, { platform: 'macos', bytes: machO, fileName: 'a.dylib' })
  const linux = await upload(call, release)
  const windows = await upload(call, release, { platform: 'windows', bytes: pe, fileName: 'a.dll' })
  const { status, body } = await call(`GET ${release.path}/binaries`)
  expect(status).toBe(200)
  expect(body).toEqual({ binaries: [macos, linux, windows].map(({ body: { binary } }) => binary) })
})

it('keeps the binaries of each version apart', async () => {
  const release = await ownRelease(call)
  const { token } = release.owner
  await call(`POST /plugins/${release.slug}/versions`, { token, body: { version: '2.0.0' } })
  await upload(call, release)
  expect((await call(`GET /plugins/${release.slug}/versions/2.0.0/binaries`)).body.binaries).toEqual([])
})

it('does not show an upload that is not finished', async () => {
  const release = await ownRelease(call)
  await upload(call, release)
  await execute(app.current, 'update binaries set stored_at = null where version_id = ?', [release.versionId])
  expect((await call(`GET ${release.path}/binaries`)).body.binaries).toEqual([])
})

it('shows those of a yanked version', async () => {
  const release = await ownRelease(call)
  await upload(call, release)
  await call(`PATCH ${release.path}/yank`, { token: release.owner.token, body: { yanked: true } })
  expect((await call(`GET ${release.path}/binaries`)).body.binaries).toHaveLength(1)
})

it('is 404 for what is not there', async () => {
  const { slug, owner, path } = await ownRelease(call)
  expect((await call(`GET /plugins/${slug}/versions/1.0.1/binaries`)).status).toBe(404)
  expect((await call('GET /plugins/no-such-plugin/versions/1.0.0/binaries')).status).toBe(404)
  await call(`DELETE /plugins/${slug}`, { token: owner.token })
  expect((await call(`GET ${path}/binaries`)).status).toBe(404)
})

it.each(ODD_PATHS)('is not there for a plugin or version that is %s', async (_what, odd) => {
  const { slug } = await ownRelease(call)
  expect([400, 404]).toContain((await call(`GET /plugins/${odd}/versions/1.0.0/binaries`)).status)
  expect([400, 404]).toContain((await call(`GET /plugins/${slug}/versions/${odd}/binaries`)).status)
})

it('is refused with a credential that is not good', async () => {
  const { path } = await ownRelease(call)
  expect((await call(`GET ${path}/binaries`, { token: 'forged' })).status).toBe(401)
})
