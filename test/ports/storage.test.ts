import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../../src/domains/errors.ts'
import { objectRoutes } from '../../src/http/objects.ts'
import { createStorage, type DiskStorage } from '../../src/ports/storage/index.ts'
import { storageContract } from './storage.contract.ts'
import type { StorageUnderTest } from './storage-subject.ts'

const env = process.env

async function onDisk(): Promise<StorageUnderTest> {
  const root = await mkdtemp(join(tmpdir(), 'objects-'))
  const publicUrl = 'https://plugins.example/base'
  const storage = await createStorage({ kind: 'disk', root, publicUrl, signingKey: randomBytes(32) })
  const app = fastify({ routerOptions: { ignoreTrailingSlash: true } })
  app.setErrorHandler((error, _, reply) =>
    error instanceof DomainError ? reply.code(error.status).send(error.message) : reply.send(error),
  )
  await app.register(objectRoutes, { storage: storage as DiskStorage })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    storage,
    download: (link, init) => fetch(link.replace(publicUrl, address), init),
    async tearDown() {
      await app.close()
      await storage.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function onS3(): Promise<StorageUnderTest> {
  const endpoint = env.S3_ENDPOINT_URL as string
  const storage = await createStorage({
    kind: 's3',
    endpoint,
    publicUrl: env.S3_PUBLIC_URL ?? endpoint,
    bucket: env.S3_BUCKET ?? 'storage-contract',
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
    region: env.S3_REGION ?? 'us-east-1',
    forcePathStyle: env.S3_FORCE_PATH_STYLE !== 'false',
  })
  return { storage, download: (link, init) => fetch(link, init), tearDown: () => storage.close() }
}

storageContract('disk', onDisk)

describe.skipIf(!env.S3_ENDPOINT_URL)('with a real S3', () => {
  storageContract('S3', onS3)
})

describe('storage that cannot be reached', () => {
  it('says so when the S3 server is down, without delaying the start', async () => {
    const storage = await createStorage({
      kind: 's3',
      endpoint: 'http://127.0.0.1:1',
      publicUrl: 'http://127.0.0.1:1',
      bucket: 'none',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      region: 'us-east-1',
      forcePathStyle: true,
    })
    await expect(storage.check()).rejects.toThrow(/ECONNREFUSED/)
    await storage.close()
  })

  it('says so when the folder is a file', async () => {
    const storage = await createStorage({
      kind: 'disk',
      root: process.execPath,
      publicUrl: 'http://127.0.0.1',
      signingKey: randomBytes(32),
    })
    await expect(storage.check()).rejects.toThrow(/EEXIST|ENOTDIR/)
  })
})
