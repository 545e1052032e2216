import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Storage, StoredFile } from '../../src/ports/storage/index.ts'

/** A storage to test, and the way clients reach its links. */
export interface StorageUnderTest {
  storage: Storage
  download(link: string, init?: RequestInit): Promise<Response>
  tearDown(): Promise<void>
}

const OCTETS = 'application/octet-stream'
/** 255 characters of four bytes each: what the API allows and file systems do not. */
const LONG_NAME = '🎃'.repeat(255)

const NAMES = [
  'my-plugin.dll',
  'tëst plügin (1) [x].so',
  '插件 プラグイン.dylib',
  'كدو-🎃.wasm',
  'e\u0301 decomposed.so',
  `100% "quoted" 'single' a+b&c=d;e#f?g=h.so`,
  '%2e%2e%2f.so',
  '-rf $HOME `id`.so',
  LONG_NAME,
]

/** What every storage must do; each implementation runs it. */
export function storageContract(name: string, make: () => Promise<StorageUnderTest>): void {
  describe(`storage: ${name}`, () => {
    let subject: StorageUnderTest
    let storage: Storage
    let folder: string

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'storage-'))
      subject = await make()
      storage = subject.storage
    })
    afterAll(async () => {
      await subject?.tearDown()
      await rm(folder, { recursive: true, force: true })
    })

    const freshKey = (fileName = 'a.so') => `plugins/${randomUUID()}/1.0.0+build.5/linux/${fileName}`

    async function localFile(content: Buffer | string, contentType = OCTETS): Promise<StoredFile> {
      const bytes = Buffer.from(content)
      const path = join(folder, randomUUID())
      await writeFile(path, bytes)
      return {
        path,
        size: bytes.length,
        contentType,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }
    }
    const put = async (key: string, content: Buffer | string) => storage.put(key, await localFile(content))
    const linkTo = (key: string, options = {}) =>
      storage.link(key, { fileName: 'a.so', contentType: OCTETS, expiresInSeconds: 60, ...options })
    const get = async (key: string, init?: RequestInit) => subject.download(await linkTo(key), init)
    const body = async (response: Response) => Buffer.from(await response.arrayBuffer())

    it('is ready', () => storage.check())

    it('gives back the same bytes', async () => {
      const key = freshKey()
      const content = Buffer.from(Array.from({ length: 500_000 }, (_, at) => (at * at) % 256))
      await put(key, content)
      const response = await get(key)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-length')).toBe('500000')
      expect((await body(response)).equals(content)).toBe(true)
    })

    it('stores an empty object', async () => {
      const key = freshKey()
      await put(key, '')
      const response = await get(key)
      expect(response.status).toBe(200)
      expect(await body(response)).toHaveLength(0)
    })

    it('replaces an object', async () => {
      const key = freshKey()
      await put(key, 'first, and longer')
      await put(key, 'second')
      expect(await (await get(key)).text()).toBe('second')
    })

    it('deletes an object, also twice', async () => {
      const key = freshKey()
      await put(key, 'x')
      expect(await storage.exists(key)).toBe(true)
      await storage.delete(key)
      await storage.delete(key)
      expect(await storage.exists(key)).toBe(false)
      expect((await get(key)).status).toBe(404)
    })

    it('keeps keys apart that differ in case or in Unicode form only', async () => {
      const [upper, lower] = [freshKey('A.so'), freshKey('é.so')]
      const twins = [upper, upper.replace('A.so', 'a.so'), lower, lower.normalize('NFD')]
      await Promise.all(twins.map((key, at) => put(key, `content ${at}`)))
      const contents = await Promise.all(twins.map(async (key) => (await get(key)).text()))
      expect(contents).toEqual(['content 0', 'content 1', 'content 2', 'content 3'])
    })

    it.each(NAMES)('keeps and serves the name %s', async (fileName) => {
      const key = freshKey(fileName)
      await put(key, fileName)
      const response = await subject.download(await linkTo(key, { fileName }))
      expect(response.status).toBe(200)
      expect(await response.text()).toBe(fileName)
      expect(nameIn(response.headers.get('content-disposition'))).toBe(fileName)
      await storage.delete(key)
      expect(await storage.exists(key)).toBe(false)
    })

    it.each([
      '../outside',
      'plugins/../../outside',
      '/etc/passwd',
      'plugins//a',
      'plugins/./a',
      'a\\..\\b',
      'nul\0',
      'line\nbreak',
      '',
      'a/',
      '\ud800',
    ])('refuses the key %j', async (key) => {
      await expect(put(key, 'x')).rejects.toThrow(/cannot name an object/)
      await expect(linkTo(key)).rejects.toThrow(/cannot name an object/)
      await expect(storage.exists(key)).rejects.toThrow(/cannot name an object/)
      await expect(storage.delete(key)).rejects.toThrow(/cannot name an object/)
    })

    it('refuses a file that is not the one that was checked, and keeps what was there', async () => {
      const key = freshKey()
      await put(key, 'good')
      const file = await localFile('fake')
      await expect(storage.put(key, { ...file, sha256: '0'.repeat(64) })).rejects.toThrow()
      expect(await (await get(key)).text()).toBe('good')
    })

    it('says so when the local file is gone', async () => {
      const file = await localFile('x')
      await rm(file.path)
      await expect(storage.put(freshKey(), file)).rejects.toThrow(/ENOENT/)
    })

    it('leaves one whole object when many are put under one key, and readers see whole ones only', async () => {
      const key = freshKey()
      const contents = Array.from({ length: 8 }, (_, at) => Buffer.alloc(200_000 + at * 1000, 97 + at))
      await put(key, contents[0] as Buffer)
      const read = async () => {
        const bytes = await body(await get(key))
        expect(contents.some((content) => content.equals(bytes))).toBe(true)
      }
      await Promise.all([
        ...contents.map((content) => put(key, content)),
        ...Array.from({ length: 20 }, async (_, at) => {
          await new Promise((resolve) => setTimeout(resolve, at * 5))
          await read()
        }),
      ])
      await read()
    })

    it.each([
      ['the middle', 'bytes=2-5', 'cdef', 'bytes 2-5/10'],
      ['one byte', 'bytes=0-0', 'a', 'bytes 0-0/10'],
      ['an open range', 'bytes=7-', 'hij', 'bytes 7-9/10'],
      ['the end', 'bytes=-3', 'hij', 'bytes 7-9/10'],
      ['more than there is', 'bytes=8-100', 'ij', 'bytes 8-9/10'],
    ])('serves %s', async (_, range, expected, contentRange) => {
      const key = freshKey()
      await put(key, 'abcdefghij')
      const response = await get(key, { headers: { range } })
      expect(response.status).toBe(206)
      expect(response.headers.get('content-range')).toBe(contentRange)
      expect(await response.text()).toBe(expected)
    })

    it('refuses a range behind the end', async () => {
      const key = freshKey()
      await put(key, 'abc')
      expect((await get(key, { headers: { range: 'bytes=10-20' } })).status).toBe(416)
    })

    it('answers 304 for the version that the client has', async () => {
      const key = freshKey()
      await put(key, 'abc')
      const etag = (await get(key)).headers.get('etag') as string
      // Without this mode, fetch adds `cache-control: no-cache`, which asks for the whole object.
      const again = () => get(key, { cache: 'force-cache', headers: { 'if-none-match': etag } })
      expect((await again()).status).toBe(304)
      await put(key, 'abcd')
      expect((await again()).status).toBe(200)
    })

    it.each([
      'text/html',
      'image/svg+xml',
      'application/xhtml+xml',
      'text/javascript',
      'text/html\r\nx-evil: 1',
    ])('never lets a browser run %j', async (contentType) => {
      const key = freshKey()
      await storage.put(key, await localFile('<script>alert(1)</script>', contentType))
      const response = await subject.download(await linkTo(key, { contentType, fileName: 'a.html' }))
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe(OCTETS)
      expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
      expect(response.headers.get('x-evil')).toBeNull()
    })

    it('serves other types as they are', async () => {
      const key = freshKey()
      await storage.put(key, await localFile('x', 'image/png'))
      const response = await subject.download(await linkTo(key, { contentType: 'image/png' }))
      expect(response.headers.get('content-type')).toBe('image/png')
    })

    it('lets no file name add a header', async () => {
      const key = freshKey()
      await put(key, 'x')
      const response = await subject.download(await linkTo(key, { fileName: 'a"\r\nset-cookie: b=c; x="' }))
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
    })

    it('ends a link in time', async () => {
      const key = freshKey()
      await put(key, 'x')
      const link = await linkTo(key, { expiresInSeconds: 1 })
      expect((await subject.download(link)).status).toBe(200)
      await new Promise((resolve) => setTimeout(resolve, 2500))
      expect((await subject.download(link)).status).toBe(403)
    })

    it.each(['key', 'name', 'type', 'expiry', 'signature'])(
      'refuses a link whose %s was changed',
      async (what) => {
        const key = freshKey()
        await put(key, 'x')
        await put(key.replace('a.so', 'b.so'), 'secret')
        const link = await linkTo(key)
        const changed = tamper(link, what)
        expect(changed).not.toBe(link)
        expect((await subject.download(changed)).status).toBe(403)
      },
    )

    it('refuses a bare address without a signature', async () => {
      const key = freshKey()
      await put(key, 'x')
      const link = new URL(await linkTo(key))
      link.search = ''
      expect((await subject.download(link.href)).status).toBe(403)
    })
  })
}

/** The file name as a browser reads it: the extended form wins. */
function nameIn(disposition: string | null): string | undefined {
  const extended = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1]
  return extended ? decodeURIComponent(extended) : /filename="([^"]*)"/.exec(disposition ?? '')?.[1]
}

/** Changes one member of a link, whether it is one of ours or one of S3. */
function tamper(link: string, what: string): string {
  const url = new URL(link)
  const change = (member: RegExp, edit: (value: string) => string) => {
    for (const [name, value] of [...url.searchParams]) {
      if (member.test(name)) url.searchParams.set(name, edit(value))
    }
  }
  if (what === 'key') url.pathname = url.pathname.replace('a.so', 'b.so')
  if (what === 'name')
    change(/^(name|response-content-disposition)$/, (value) => value.replace('a.so', 'a.exe'))
  if (what === 'type') change(/^(type|response-content-type)$/, () => 'text/html')
  if (what === 'expiry') change(/^(expires|x-amz-expires)$/i, (value) => String(Number(value) + 60))
  if (what === 'signature')
    change(/signature$/i, (value) => value.replace(/.$/, value.endsWith('a') ? 'b' : 'a'))
  return url.href
}
