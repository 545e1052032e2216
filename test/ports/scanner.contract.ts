import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scanner, ScanVerdict } from '../../src/ports/scanner/index.ts'
import { EICAR, gzip, zip } from '../support/archives.ts'
import { IMAGES } from '../support/images.ts'

export type Scan = (
  bytes: Uint8Array | string,
  fileName?: string,
  signal?: AbortSignal,
) => Promise<ScanVerdict>

/** A folder for files to scan, and how to have one scanned. */
export function scanWith(make: (directory: string) => Promise<Scanner>): {
  readonly scan: Scan
  directory(): string
} {
  let directory = ''
  let scanner: Scanner
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gourd-scan-'))
    scanner = await make(join(directory, 'spool'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))
  return {
    directory: () => join(directory, 'spool'),
    scan: async (bytes, fileName = 'file.bin', signal) => {
      const path = join(directory, randomBytes(8).toString('hex'))
      await writeFile(path, bytes)
      try {
        return await scanner.scan({ path, size: Buffer.byteLength(bytes), fileName }, { signal })
      } finally {
        await rm(path)
      }
    },
  }
}

/** What every scanner promises. */
export function scannerContract(name: string, make: (directory: string) => Promise<Scanner>): void {
  describe(`${name}, as every scanner`, () => {
    const subject = scanWith(make)
    const verdictOf = async (...args: Parameters<Scan>) => (await subject.scan(...args)).verdict

    it.each([
      ['a text', 'Hello', 'notes.txt'],
      ['a picture', IMAGES['image/png'], 'tavern.png'],
      [
        'a zip of texts',
        zip({ name: 'a.txt', data: 'Hello' }, { name: 'b/c.txt', data: 'World' }),
        'texts.zip',
      ],
      ['a packed text', gzip('Hello'), 'notes.txt.gz'],
      ['3 MB of random bytes', randomBytes(3_000_000), 'random.bin'],
    ])('calls %s clean', async (_, bytes, fileName) => {
      expect(await subject.scan(bytes, fileName)).toEqual({ verdict: 'clean', reason: '' })
    })

    it.each([
      ['alone', EICAR],
      ['in a zip', zip({ name: 'a.txt', data: EICAR })],
      ['in a gzip', gzip(EICAR)],
      ['in a zip in a zip', zip({ name: 'a.zip', data: zip({ name: 'a.txt', data: EICAR }) })],
    ])('finds EICAR %s, and says what it found', async (_, bytes) => {
      const { verdict, reason } = await subject.scan(bytes)
      expect([verdict, reason]).toEqual(['infected', expect.stringMatching(/eicar/i)])
    })

    it('finds EICAR wherever chunks are cut', async () => {
      for (const start of [65_536, 131_072]) {
        for (const shift of [1, 34, 67]) {
          const bytes = Buffer.alloc(200_000, 'a')
          bytes.write(EICAR, start - shift)
          expect([start, shift, await verdictOf(bytes)]).toEqual([start, shift, 'infected'])
        }
      }
    })

    it('keeps files apart that are scanned at once', async () => {
      const verdicts = await Promise.all(
        Array.from({ length: 12 }, (_, n) => verdictOf(n % 2 ? EICAR : `clean ${n}`)),
      )
      expect(verdicts).toEqual(verdicts.map((_, n) => (n % 2 ? 'infected' : 'clean')))
    })

    it('gives up when nobody waits any more', async () => {
      await expect(subject.scan('Hello', 'a.txt', AbortSignal.abort(new Error('gone')))).rejects.toThrow()
    })
  })
}
