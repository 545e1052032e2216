import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { expect, test } from 'vitest'
import type { AppRouter } from '../routers/index.ts'
import { testApp } from './support/app.ts'
import { callerOf } from './support/caller.ts'
import { realParts } from './support/real-parts.ts'
import { signUp } from './support/users.ts'

const app = testApp({ env: realParts() })
const call = callerOf(app)

/** A real WebAssembly module from an installed package. */
const wasm = readFileSync(createRequire(import.meta.url).resolve('source-map/lib/mappings.wasm'))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('a new author publishes a plugin, and somebody else finds it and downloads the same bytes', async () => {
  const { token } = await signUp(call)
  const plugin = await call('POST /plugins', {
    token,
    body: {
      name: 'Fast Chunks',
      short_description: 'Optimized chunk loading for Pumpkin MC',
      license: 'MIT',
    },
  })
  expect([plugin.status, plugin.body.slug]).toEqual([201, 'fast-chunks'])

  const version = await call('POST /plugins/fast-chunks/versions', {
    token,
    body: { version: '1.0.0', changelog: '## Initial release', pumpkin_version_min: '0.1.0' },
  })
  expect([version.status, version.body.downloads]).toEqual([201, 0])

  const form = new FormData()
  form.set('platform', 'linux')
  form.set('file', new Blob([wasm], { type: 'application/wasm' }), 'fast-chunks.wasm')
  const upload = await call('POST /plugins/fast-chunks/versions/1.0.0/binaries', { token, body: form })
  expect(upload.status).toBe(201)
  expect(upload.body.binary).toMatchObject({
    file_name: 'fast-chunks.wasm',
    file_size: wasm.length,
    checksum_sha256: sha256(wasm),
    storage_key: 'plugins/fast-chunks/1.0.0/linux/fast-chunks.wasm',
  })

  const list = await call('GET /plugins')
  expect(list.body.data).toMatchObject([{ slug: 'fast-chunks', downloads_total: 0 }])

  const download = await call('GET /plugins/fast-chunks/versions/1.0.0/download?platform=linux')
  expect(download.status).toBe(200)
  const bytes = await fetch(download.body.download_url)
  expect(bytes.headers.get('content-disposition')).toContain('fast-chunks.wasm')
  expect(sha256(new Uint8Array(await bytes.arrayBuffer()))).toBe(download.body.checksum_sha256)
  expect(download.body.checksum_sha256).toBe(sha256(wasm))

  expect((await call('GET /plugins/fast-chunks')).body.downloads_total).toBe(1)
  expect((await call('GET /stats')).body).toEqual({ total_plugins: 1, total_authors: 1, total_downloads: 1 })
})

test('our own front end does the same over typed RPC', async () => {
  const { cookie } = await signUp(call)
  const trpc = createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${app.current.origin}/trpc`, headers: { cookie } })],
  })
  const plugin = await trpc.plugins.create.mutate({ name: 'Typed', short_description: 'Over RPC' })
  await trpc.versions.publish.mutate({ slug: plugin.slug, version: '1.0.0' })
  const [found, versions] = await Promise.all([
    trpc.plugins.get.query({ slug: plugin.slug }),
    trpc.versions.list.query({ slug: plugin.slug }),
  ])
  expect(found.name).toBe('Typed')
  expect(versions.versions.map(({ version }) => version)).toEqual(['1.0.0'])
})
