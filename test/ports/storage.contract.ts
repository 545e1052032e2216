import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { linkContract } from './storage-links.contract.ts'
import { nameIn, type StorageUnderTest, useStorage } from './storage-subject.ts'

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
    const { storage, download, localFile, linkTo, freshKey, put, get, body } = useStorage(make)
    const read = async (key: string) => buffer((await storage().read(key)) as Readable)

    it('is ready', () => storage().check())

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
      expect(await storage().exists(key)).toBe(true)
      await storage().delete(key)
      await storage().delete(key)
      expect(await storage().exists(key)).toBe(false)
      expect((await get(key)).status).toBe(404)
    })

    it('reads an object to the server itself', async () => {
      const key = freshKey()
      const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * at) % 251))
      await put(key, content)
      expect((await read(key)).equals(content)).toBe(true)
      await put(key, '')
      expect(await read(key)).toHaveLength(0)
    })

    it('has nothing to read where there is no object', async () => {
      const key = freshKey()
      expect(await storage().read(key)).toBeUndefined()
      await put(key, 'x')
      await storage().delete(key)
      expect(await storage().read(key)).toBeUndefined()
    })

    it('reads one whole version while others are put', async () => {
      const key = freshKey()
      const contents = Array.from({ length: 6 }, (_, at) => Buffer.alloc(300_000 + at, 97 + at))
      await put(key, contents[0] as Buffer)
      const readWhole = async () => {
        const bytes = await read(key)
        expect(contents.some((content) => content.equals(bytes))).toBe(true)
      }
      await Promise.all([...contents.map((content) => put(key, content)), ...[...Array(10)].map(readWhole)])
    })

    it('stops reading when nobody waits for it any more', async () => {
      const key = freshKey()
      await put(key, Buffer.alloc(5_000_000))
      const leaving = new AbortController()
      const stream = await storage().read(key, { signal: leaving.signal })
      const reading = (async () => {
        for await (const piece of stream ?? []) if (piece.length > 0) leaving.abort()
      })()
      await expect(reading).rejects.toThrow(/abort/i)
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
      const response = await download(await linkTo(key, { fileName }))
      expect(response.status).toBe(200)
      expect(await response.text()).toBe(fileName)
      expect(nameIn(response.headers.get('content-disposition'))).toBe(fileName)
      await storage().delete(key)
      expect(await storage().exists(key)).toBe(false)
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
      await expect(storage().exists(key)).rejects.toThrow(/cannot name an object/)
      await expect(storage().read(key)).rejects.toThrow(/cannot name an object/)
      await expect(storage().delete(key)).rejects.toThrow(/cannot name an object/)
    })

    it('refuses a file that is not the one that was checked, and keeps what was there', async () => {
      const key = freshKey()
      await put(key, 'good')
      const file = await localFile('fake')
      await expect(storage().put(key, { ...file, sha256: '0'.repeat(64) })).rejects.toThrow()
      expect(await (await get(key)).text()).toBe('good')
    })

    it('says so when the local file is gone', async () => {
      const file = await localFile('x')
      await rm(file.path)
      await expect(storage().put(freshKey(), file)).rejects.toThrow(/ENOENT/)
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
  })

  linkContract(name, make)
}
