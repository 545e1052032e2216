import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { builtinScanner } from '../../src/ports/scanner/builtin/builtin.ts'
import { clamavScanner } from '../../src/ports/scanner/clamav.ts'
import { allOf, createScanner, type Scanner, type ScanVerdict } from '../../src/ports/scanner/index.ts'
import { EICAR, gzip, tar, type ZipEntry, zeros, zip } from '../support/archives.ts'
import { elf, machO, pe, untilEmpty, wasm } from '../support/binaries.ts'
import { IMAGES } from '../support/images.ts'
import { scannerContract, scanWith } from './scanner.contract.ts'

const env = process.env
const MB = 1024 * 1024

scannerContract('the built-in scanner', async (directory) => builtinScanner({ directory }))

describe.skipIf(!env.CLAMAV_HOST)('with a real clamd', () => {
  const clamav = { host: env.CLAMAV_HOST as string, port: Number(env.CLAMAV_PORT) }
  scannerContract('ClamAV', async () => clamavScanner(clamav))
  scannerContract('ClamAV and the built-in scanner', async (directory) =>
    createScanner({ directory, clamav }),
  )
})

describe('the built-in scanner', () => {
  const limits = { unpackedBytes: 8 * MB, bombBytes: 2 * MB, entries: 50 }
  const { scan, directory } = scanWith(async (spool) => builtinScanner({ directory: spool, limits }))
  const one = (entry: Partial<ZipEntry>) => zip({ name: 'a.txt', data: 'Hello', ...entry })

  it.each([
    ['an executable of Linux', elf, 'tool'],
    ['an executable of Windows', pe, 'tool'],
    ['an executable of macOS', machO, 'tool'],
    ['an executable under the name of a picture', pe, 'tavern.png'],
    ['an executable in a zip', zip({ name: 'readme.txt', data: elf }), 'a.zip'],
    ['an executable in a tar in a gzip', gzip(tar({ name: 'a/tool', data: elf })), 'a.tar.gz'],
    ['an executable in a zip in a zip', zip({ name: 'b.zip', data: zip({ name: 'x', data: pe }) }), 'a.zip'],
    ['a Java class', Buffer.from('cafebabe00000034', 'hex'), 'A.class'],
    ['a program by its name', 'rem hello', 'start.BAT'],
    ['a program by the name of an entry', one({ name: 'photos/holiday.jpg.scr' }), 'a.zip'],
    ['a shell script', '#!/bin/sh\nrm -rf /', 'notes.txt'],
    ['a PHP script', '<?php system($_GET[0]);', 'notes.txt'],
    ['a page under the name of a picture', '<!doctype html><script>1</script>', 'tavern.png'],
    ['an SVG under the name of a picture', '<svg onload="alert(1)"/>', 'tavern.jpg'],
    ['a shortcut', Buffer.from('4c0000000114020000000000c000000000000046', 'hex'), 'a.txt'],
    ['EICAR behind a picture', Buffer.concat([IMAGES['image/png'], Buffer.from(EICAR)]), 'a.png'],
    ['EICAR stored in a zip', one({ data: EICAR, method: 0 }), 'a.zip'],
    ['EICAR in a tar', tar({ name: 'a.txt', data: 'Hello' }, { name: 'b.txt', data: EICAR }), 'a.tar'],
    ['EICAR in a zip without its ending', one({ data: EICAR }), 'harmless'],
    ['a zip bomb', zip({ name: 'a.txt', data: zeros(9) }), 'a.zip'],
    ['a bomb of many files', zip(...times(10, (n) => ({ name: `${n}`, data: zeros(1) }))), 'a.zip'],
    ['a zip bomb in a zip', zip({ name: 'b.zip', data: zip({ name: 'a', data: zeros(9) }) }), 'a.zip'],
    ['a gzip bomb', gzip(zeros(9)), 'a.gz'],
    ['a bomb of several gzips', Buffer.concat(times(10, () => gzip(zeros(1)))), 'a.gz'],
    ['a bomb that lies about its size', zip({ name: 'a.txt', data: zeros(9), size: 9 * MB }), 'a.zip'],
    ['a zip whose entries overlap', overlapping(), 'a.zip'],
    ['a zip that writes above its folder', one({ name: '../../etc/cron.d/x' }), 'a.zip'],
    ['a zip that writes above its folder on Windows', one({ name: '..\\..\\x.txt' }), 'a.zip'],
    ['a zip that writes to a fixed place', one({ name: '/etc/cron.d/x' }), 'a.zip'],
    ['a zip that writes to another drive', one({ name: 'C:\\x.txt' }), 'a.zip'],
    ['a tar that writes above its folder', tar({ name: '../x', data: 'Hello' }), 'a.tar'],
    ['a tar that does so by a long name', tar({ name: 'x', type: 'L', data: '../../x\0' }), 'a.tar'],
    ['a tar that does so by a header', tar({ name: 'x', type: 'x', data: '13 path=../x\n' }), 'a.tar'],
  ] as [string, Uint8Array | string, string][])('rejects %s', async (_, bytes, fileName) => {
    const { verdict, reason } = await scan(bytes, fileName)
    expect([verdict, reason]).toEqual(['infected', expect.stringMatching(/^\w+ .*\w$/)])
  })

  it.each([
    ['an encrypted zip', one({ flags: 0x801 }), 'a.zip'],
    [
      'a zip in a zip in a zip in a zip',
      times(3).reduce<Buffer>((inner) => zip({ name: 'a.zip', data: inner }), one({})),
      'a.zip',
    ],
    [
      'a gzip in a gzip in a gzip in a gzip',
      times(3).reduce<Buffer>((inner) => gzip(inner), gzip('Hello')),
      'a.gz',
    ],
    ['a zip of more files than are looked at', zip(...times(51, (n) => ({ name: `${n}` }))), 'a.zip'],
    ['a zip with two directories', one({ localName: 'b.exe' }), 'a.zip'],
    ['a zip with something hidden in it', zip({ name: 'a' }, { name: 'b', gap: randomBytes(100) }), 'a.zip'],
    ['a zip with two files of one name', zip({ name: 'a' }, { name: 'A' }), 'a.zip'],
    ['a zip with a link', one({ mode: 0o120777, data: '/etc/passwd' }), 'a.zip'],
    ['a zip with a name that runs backwards', one({ name: 'invoice\u202efdp.txt' }), 'a.zip'],
    ['a zip with a control character in a name', one({ name: 'a\u0007.txt' }), 'a.zip'],
    ['a zip with an unknown compression', one({ method: 99 }), 'a.zip'],
    ['a zip with a file that is larger than it says', one({ size: 2 }), 'a.zip'],
    ['a zip that is cut off', one({}).subarray(0, 50), 'a.zip'],
    ['a gzip that is cut off', gzip(randomBytes(1000)).subarray(0, 500), 'a.gz'],
    ['a gzip of garbage', Buffer.concat([Buffer.from('1f8b0800', 'hex'), randomBytes(500)]), 'a.gz'],
    ['a tar that is cut off', tar({ name: 'a', data: randomBytes(900) }).subarray(0, 1000), 'a.tar'],
    ['a tar with a link', tar({ name: 'a', type: '2' }), 'a.tar'],
    ['a tar with a device', tar({ name: 'a', type: '3' }), 'a.tar'],
    ['a tar with an odd size', tar({ name: 'a', size: 'x' }), 'a.tar'],
    ['a tar with a second size', tar({ name: 'a', type: 'x', data: '9 size=9\n' }), 'a.tar'],
    ['a document with macros', zip({ name: 'word/vbaProject.bin', data: 'x' }), 'a.docm'],
    ['an old document', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'a.doc'],
    ['a 7z archive', Buffer.from('377abcaf271c0004', 'hex'), 'a.7z'],
    ['a RAR archive', Buffer.from('526172211a070100', 'hex'), 'a.rar'],
    ['a WebAssembly module', wasm, 'plugin'],
    ['a picture with a script', picture('<script>alert(1)</script>'), 'a.gif'],
    ['a picture that is a zip, too', Buffer.concat([IMAGES['image/png'], one({})]), 'a.png'],
    ['9 MB that are no bomb', zip(...times(9, (n) => ({ name: `${n}`, data: randomBytes(MB) }))), 'a.zip'],
  ] as [string, Uint8Array | string, string][])('does not decide about %s', async (_, bytes, fileName) => {
    const { verdict, reason } = await scan(bytes, fileName)
    expect([verdict, reason]).toEqual(['unsure', expect.stringMatching(/^\w+ .*\w$/)])
  })

  it.each([
    ['a page under its own name', '<!doctype html><p>Hello', 'index.html'],
    ['a drawing under its own name', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'logo.svg'],
    ['a text that begins like a program', 'MZ is an abbreviation.\n', 'notes.txt'],
    ['a Rust source', '#![allow(dead_code)]\nfn main() {}', 'main.rs'],
    ['a zip with a folder', zip({ name: 'a/' }, { name: 'a/b.txt', data: 'Hello' }), 'a.zip'],
    ['an empty zip', zip(), 'a.zip'],
    [
      'a zip in a zip in a zip',
      times(2).reduce<Buffer>((inner) => zip({ name: 'a.zip', data: inner }), one({})),
      'a.zip',
    ],
    [
      'a tar of texts in a gzip',
      gzip(tar({ name: 'a/', type: '5' }, { name: 'a/b.txt', data: 'Hello' })),
      'a.tgz',
    ],
    ['a PDF document', '%PDF-1.7\n', 'a.pdf'],
    ['one byte', 'a', 'a'],
  ] as [string, Uint8Array | string, string][])('lets %s pass', async (_, bytes, fileName) => {
    expect(await scan(bytes, fileName)).toEqual({ verdict: 'clean', reason: '' })
  })

  it('decides by the worst, wherever it stands', async () => {
    const { verdict } = await scan(zip({ name: 'a', flags: 0x801 }, { name: 'b', data: elf }), 'a.zip')
    expect(verdict).toBe('infected')
  })

  it('leaves nothing behind of what it unpacks', async () => {
    await scan(zip({ name: 'b.zip', data: zip({ name: 'a', data: zeros(9) }) }), 'a.zip')
    expect(await untilEmpty(directory())).toEqual([])
  })

  const usual = scanWith(async (spool) => builtinScanner({ directory: spool }))

  it('rejects 150 MB of zeros by its usual limits, and passes 10 MB of them', async () => {
    expect((await usual.scan(zip({ name: 'a', data: zeros(150) }), 'a.zip')).verdict).toBe('infected')
    expect((await usual.scan(zip({ name: 'a', data: zeros(10) }), 'a.zip')).verdict).toBe('clean')
  })

  const hurried = scanWith(async (spool) => builtinScanner({ directory: spool, limits: { milliseconds: 1 } }))

  it('does not call clean what took too long', async () => {
    await expect(hurried.scan(zip({ name: 'a', data: randomBytes(4 * MB) }))).rejects.toThrow()
  })

  it('never fails on random bytes behind the start of an archive', async () => {
    for (const start of ['504b0304', '504b0506', '1f8b08', '']) {
      for (let n = 0; n < 20; n++) {
        const bytes = Buffer.concat([Buffer.from(start, 'hex'), randomBytes(600)])
        expect((await scan(bytes)).verdict).toBeDefined()
      }
    }
  })

  it('survives a zip that is damaged anywhere', async () => {
    const whole = zip({ name: 'a.txt', data: 'Hello' }, { name: 'b.zip', data: one({}) })
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ 0xff
      expect((await scan(damaged, 'a.zip')).verdict).toBeDefined()
    }
  })
})

describe('several scanners', () => {
  const says = (verdict: ScanVerdict['verdict']): Scanner => ({
    scan: async () => ({ verdict, reason: verdict }),
  })
  const fails: Scanner = { scan: () => Promise.reject(new Error('away')) }
  const file = { path: '/', size: 1, fileName: 'a' }

  it.each([
    ['infected', [says('clean'), says('infected')]],
    ['infected', [fails, says('infected')]],
    ['infected', [says('unsure'), says('infected')]],
    ['unsure', [says('clean'), says('unsure')]],
    ['clean', [says('clean'), says('clean')]],
  ] as [string, [Scanner, Scanner]][])('say %s of %j', async (verdict, scanners) => {
    expect((await allOf(scanners).scan(file)).verdict).toBe(verdict)
  })

  it.each([[[fails, says('clean')]], [[says('unsure'), fails]]] as [[Scanner, Scanner]][])(
    'say nothing when one fails and none finds anything',
    async (scanners) => {
      await expect(allOf(scanners).scan(file)).rejects.toThrow('away')
    },
  )
})

function times<T>(count: number, make: (n: number) => T = (n) => n as T): T[] {
  return Array.from({ length: count }, (_, n) => make(n))
}

/** The second entry says that its header is where that of the first is. */
function overlapping(): Buffer {
  return zip({ name: 'a.txt', data: 'Hello' }, { name: 'a.txt', data: 'Hello', offset: 0 })
}

const picture = (text: string): Buffer =>
  Buffer.concat([Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00', 'latin1'), Buffer.from(text)])
