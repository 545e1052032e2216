import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import compress from '@fastify/compress'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../../src/domains/errors.ts'
import { limitTime } from '../../src/http/deadline.ts'
import { objectRoutes } from '../../src/http/objects.ts'
import { DiskStorage } from '../../src/ports/storage/index.ts'

const PUBLIC_URL = 'https://plugins.example'
const IDLE_MS = 400
const KEY = 'plugins/a/1.0.0/linux/a.txt'

describe('downloads from disk storage', () => {
  let root: string
  let storage: DiskStorage
  let app: FastifyInstance
  let address: string

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'objects-'))
    storage = new DiskStorage({ kind: 'disk', root, publicUrl: PUBLIC_URL, signingKey: randomBytes(32) })
    app = fastify()
    limitTime(app, 300)
    app.setErrorHandler((error, _, reply) =>
      error instanceof DomainError
        ? reply.code(error.status).send({ message: error.message })
        : reply.send(error),
    )
    await app.register(compress, { encodings: ['gzip'], threshold: 0 })
    await app.register(objectRoutes, { storage, idleTimeoutMs: IDLE_MS })
    address = await app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(async () => {
    await app.close()
    await rm(root, { recursive: true, force: true })
  })

  async function put(key: string, content: Buffer | string): Promise<void> {
    const bytes = Buffer.from(content)
    const path = join(root, 'upload')
    await writeFile(path, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await storage.put(key, { path, size: bytes.length, contentType: 'text/plain', sha256 })
  }
  const link = async (key: string, options = {}) => {
    const url = await storage.link(key, {
      fileName: 'a.txt',
      contentType: 'text/plain',
      expiresInSeconds: 60,
      ...options,
    })
    return url.replace(PUBLIC_URL, address)
  }
  const open = async (url: string): Promise<IncomingMessage> => {
    const [response] = (await once(httpGet(url), 'response')) as [IncomingMessage]
    return response
  }

  it('carry the headers that keep a browser from running them, and no compression', async () => {
    await put(KEY, 'text '.repeat(1000))
    const response = await fetch(await link(KEY), { headers: { 'accept-encoding': 'gzip' } })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '5000',
      'content-disposition': 'attachment; filename="a.txt"',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, no-transform',
      'accept-ranges': 'bytes',
      etag: expect.any(String),
    })
    expect(response.headers.get('content-encoding')).toBeNull()
  })

  it('answer HEAD with the same headers and no body', async () => {
    await put(KEY, 'hello')
    const url = await link(KEY)
    const [full, head] = [await fetch(url), await fetch(url, { method: 'HEAD' })]
    const comparable = (response: Response) =>
      Object.fromEntries(
        [...response.headers].filter(([name]) => !/^(date|connection|keep-alive)$/.test(name)),
      )
    expect(comparable(head)).toEqual(comparable(full))
    expect(head.headers.get('content-length')).toBe('5')
    expect(await head.text()).toBe('')
  })

  it('resume with If-Range for the same version only', async () => {
    await put(KEY, 'abcdef')
    const { headers } = await fetch(await link(KEY))
    const resume = async (ifRange: string) => {
      const response = await fetch(await link(KEY), { headers: { range: 'bytes=3-', 'if-range': ifRange } })
      return [response.status, await response.text()]
    }
    expect(await resume(headers.get('etag') as string)).toEqual([206, 'def'])
    expect(await resume(headers.get('last-modified') as string)).toEqual([206, 'def'])
    expect(await resume('"another"')).toEqual([200, 'abcdef'])
    expect(await resume('Sat, 01 Jan 2000 00:00:00 GMT')).toEqual([200, 'abcdef'])
  })

  it('give the whole object for several ranges, and none for a range behind the end', async () => {
    await put(KEY, 'abcdef')
    const several = await fetch(await link(KEY), { headers: { range: 'bytes=0-1,3-4' } })
    expect([several.status, await several.text()]).toEqual([200, 'abcdef'])
    const behind = await fetch(await link(KEY), { headers: { range: 'bytes=6-' } })
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, 'bytes */6'])
    expect(await behind.text()).toBe('')
  })

  it('answer 412 when a precondition fails', async () => {
    await put(KEY, 'abcdef')
    const response = await fetch(await link(KEY), { headers: { 'if-match': '"another"' } })
    expect([response.status, await response.text()]).toEqual([412, ''])
    expect(response.headers.has('content-range')).toBe(false)
  })

  it('tell why there is none', async () => {
    await storage.delete(KEY)
    const missing = await fetch(await link(KEY))
    expect([missing.status, await missing.json()]).toEqual([404, { message: 'Object not found.' }])
    expect(missing.headers.get('content-disposition')).toBeNull()
    const expired = await fetch(await link(KEY, { expiresInSeconds: -5 }))
    expect([expired.status, await expired.json()]).toEqual([
      403,
      { message: 'This download link has expired. Ask for a new one.' },
    ])
    const forged = await fetch(`${await link(KEY)}x`)
    expect([forged.status, await forged.json()]).toEqual([
      403,
      { message: 'This download link is not valid. Ask for a new one.' },
    ])
  })

  it('refuse a link with a member given twice', async () => {
    await put(KEY, 'x')
    for (const member of ['name=a.exe', 'type=text/html', 'expires=99999999999', 'signature=x']) {
      expect((await fetch(`${await link(KEY)}&${member}`)).status).toBe(403)
    }
  })

  it('refuse paths that lead elsewhere', async () => {
    for (const path of ['..%2f..%2fetc%2fpasswd', '..%5c..%5csecret', '%00', '']) {
      const response = await app.inject(`/objects/${path}?expires=9999999999&name=a&type=b/c&signature=d`)
      expect(response.statusCode).toBe(403)
    }
  })

  it('work under the test client of Fastify too', async () => {
    await put(KEY, 'hello')
    const response = await app.inject((await link(KEY)).replace(address, ''))
    expect([response.statusCode, response.body]).toEqual([200, 'hello'])
  })

  it('stay whole when the object is replaced or deleted meanwhile', async () => {
    const first = Buffer.alloc(8_000_000, 'a')
    await put(KEY, first)
    const [whileReplaced, whileDeleted] = [await open(await link(KEY)), await open(await link(KEY))]
    await put(KEY, Buffer.alloc(8_000_000, 'b'))
    await storage.delete(KEY)
    expect((await buffer(whileReplaced)).equals(first)).toBe(true)
    expect((await buffer(whileDeleted)).equals(first)).toBe(true)
  })

  it('last as long as the client reads, however slowly', async () => {
    await put(KEY, randomBytes(30_000_000))
    const response = await open(await link(KEY))
    let received = 0
    let pauses = 0
    for await (const piece of response) {
      received += piece.length
      if (received > 2_000_000 * (pauses + 1)) {
        pauses += 1
        await pause(100)
      }
    }
    expect(pauses * 100).toBeGreaterThan(2 * IDLE_MS)
    expect(received).toBe(30_000_000)
  })

  it('are cut off when the client reads nothing', async () => {
    await put(KEY, randomBytes(30_000_000))
    const response = await open(await link(KEY))
    response.pause()
    await pause(4 * IDLE_MS)
    await expect(buffer(response)).rejects.toThrow(/aborted/)
  })
})
