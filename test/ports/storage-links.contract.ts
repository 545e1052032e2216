import { describe, expect, it } from 'vitest'
import { nameIn, OCTETS, type StorageUnderTest, useStorage } from './storage-subject.ts'

/** What the links of every storage must do; part of the storage's contract. */
export function linkContract(name: string, make: () => Promise<StorageUnderTest>): void {
  describe(`links to a storage: ${name}`, () => {
    const { storage, download, localFile, linkTo, freshKey, put, get } = useStorage(make)

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
      await storage().put(key, await localFile('<script>alert(1)</script>', contentType))
      const response = await download(await linkTo(key, { contentType, fileName: 'a.html' }))
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe(OCTETS)
      expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
      expect(response.headers.get('x-evil')).toBeNull()
    })

    it.each(['image/png', 'image/jpeg', 'image/webp', 'video/mp4', 'video/webm'])(
      'shows %s in place when the link says so',
      async (contentType) => {
        const key = freshKey()
        await storage().put(key, await localFile('x', contentType))
        const fileName = 'Bildschirmfoto “1”.png'
        const shown = await download(await linkTo(key, { contentType, fileName, inline: true }))
        expect(shown.headers.get('content-type')).toBe(contentType)
        expect(shown.headers.get('content-disposition')).toMatch(/^inline;/)
        expect(nameIn(shown.headers.get('content-disposition'))).toBe(fileName)
        const saved = await download(await linkTo(key, { contentType, fileName }))
        expect(saved.headers.get('content-disposition')).toMatch(/^attachment;/)
      },
    )

    it.each(['text/html', 'image/svg+xml', 'application/pdf', 'text/plain', OCTETS])(
      'never shows %s in place',
      async (contentType) => {
        const key = freshKey()
        await storage().put(key, await localFile('<script>alert(1)</script>', contentType))
        const response = await download(await linkTo(key, { contentType, inline: true }))
        expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
      },
    )

    it('refuses a link that was told to show what it saves', async () => {
      const key = freshKey()
      await storage().put(key, await localFile('x', 'image/png'))
      const options = { contentType: 'image/png' }
      const inline = tamper(await linkTo(key, { ...options, inline: true }), 'inline')
      const attached = tamper(await linkTo(key, options), 'inline')
      expect((await download(inline)).status).toBe(403)
      expect((await download(attached)).status).toBe(403)
    })

    it('serves other types as they are', async () => {
      const key = freshKey()
      await storage().put(key, await localFile('x', 'image/png'))
      const response = await download(await linkTo(key, { contentType: 'image/png' }))
      expect(response.headers.get('content-type')).toBe('image/png')
    })

    it('lets no file name add a header', async () => {
      const key = freshKey()
      await put(key, 'x')
      const response = await download(await linkTo(key, { fileName: 'a"\r\nset-cookie: b=c; x="' }))
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
    })

    it('ends a link in time', async () => {
      const key = freshKey()
      await put(key, 'x')
      const link = await linkTo(key, { expiresInSeconds: 1 })
      expect((await download(link)).status).toBe(200)
      await new Promise((resolve) => setTimeout(resolve, 2500))
      expect((await download(link)).status).toBe(403)
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
        expect((await download(changed)).status).toBe(403)
      },
    )

    it('refuses a bare address without a signature', async () => {
      const key = freshKey()
      await put(key, 'x')
      const link = new URL(await linkTo(key))
      link.search = ''
      expect((await download(link.href)).status).toBe(403)
    })
  })
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
  if (what === 'inline') {
    if (url.searchParams.has('inline')) url.searchParams.delete('inline')
    else if (url.searchParams.has('name')) url.searchParams.set('inline', '1')
    change(/^response-content-disposition$/, (value) =>
      value.startsWith('inline')
        ? value.replace('inline', 'attachment')
        : value.replace('attachment', 'inline'),
    )
  }
  if (what === 'type') change(/^(type|response-content-type)$/, () => 'text/html')
  if (what === 'expiry') change(/^(expires|x-amz-expires)$/i, (value) => String(Number(value) + 60))
  if (what === 'signature')
    change(/signature$/i, (value) => value.replace(/.$/, value.endsWith('a') ? 'b' : 'a'))
  return url.href
}
