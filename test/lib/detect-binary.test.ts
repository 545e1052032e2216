import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type BinaryVerdict, detectBinary } from '../../src/lib/detect-binary.ts'

const bytes = (...values: number[]) => Buffer.from([...values, ...Array(64).fill(0)])
const text = (value: string) => Buffer.from(value)
const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16()
/** The first entry of a zip file, not compressed. */
function zip(name: string, content: string): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50)
  header.writeUInt16LE(20, 4)
  header.writeUInt32LE(content.length, 18)
  header.writeUInt32LE(content.length, 22)
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, text(name), text(content)])
}
const officeTypes = (type: string) =>
  `<?xml version="1.0"?><Types><Override PartName="/a.xml" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`
/** Bytes without structure, the same in each run. */
const noise = Buffer.from(Array.from({ length: 4100 }, (_, at) => (at * at * 31 + at * 7 + 0x8b) % 256))

const runsOn = (platform: 'windows' | 'macos' | 'linux'): BinaryVerdict => ({
  kind: 'executable',
  platforms: [platform],
})
const portable: BinaryVerdict = { kind: 'portable' }
const unknown: BinaryVerdict = { kind: 'unknown' }
const refused = (what: string): BinaryVerdict => ({ kind: 'refused', what })

const cases: [string, Buffer, BinaryVerdict][] = [
  ['a DLL', Buffer.concat([text('MZ'), noise]), runsOn('windows')],
  ['a DLL that goes on like a page', text('MZ<html><script>alert(1)</script>'), runsOn('windows')],
  ['a shared object', bytes(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1), runsOn('linux')],
  ['a 64-bit dylib', bytes(0xcf, 0xfa, 0xed, 0xfe), runsOn('macos')],
  ['a 32-bit big-endian dylib', bytes(0xfe, 0xed, 0xfa, 0xce), runsOn('macos')],
  ['a universal dylib', bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2), runsOn('macos')],
  ['a 64-bit universal dylib', bytes(0xca, 0xfe, 0xba, 0xbf, 0, 0, 0, 2), runsOn('macos')],
  ['a Java class, which starts like a universal dylib', bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61), portable],
  ['a WebAssembly module', bytes(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0), portable],
  ['a zip file', zip('plugin.so', 'content'), portable],
  ['a gzip file', gzipSync(noise), portable],
  ['a jar', zip('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0'), portable],
  [
    'a Word document',
    zip('[Content_Types].xml', officeTypes('wordprocessingml.document')),
    refused('a document'),
  ],
  ['an Excel sheet', zip('[Content_Types].xml', officeTypes('spreadsheetml.sheet')), refused('a document')],
  ['an OpenDocument text', zip('mimetype', 'application/vnd.oasis.opendocument.text'), refused('a document')],
  ['an old Office document', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), refused('a document')],
  ['a PDF', text('%PDF-1.7\n%âãÏÓ\n1 0 obj'), refused('a PDF document')],
  ['a PDF behind other bytes', Buffer.concat([bytes(1, 2, 3), text('%PDF-1.7')]), refused('a PDF document')],
  ['an RTF document', text('{\\rtf1\\ansi'), refused('an RTF document')],
  [
    'a PNG',
    bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52),
    refused('an image'),
  ],
  ['a JPEG', bytes(0xff, 0xd8, 0xff, 0xe0), refused('an image')],
  ['a GIF that is also a script', text('GIF89a=1;alert(1)'), refused('a script')],
  ['a GIF', Buffer.concat([text('GIF89a'), bytes(1, 0, 1, 0)]), refused('an image')],
  [
    'a WebP',
    Buffer.concat([text('RIFF'), bytes(26, 0, 0, 0).subarray(0, 4), text('WEBPVP8 '), noise]),
    refused('an image'),
  ],
  [
    'an MP3 with a tag',
    Buffer.concat([text('ID3'), bytes(3, 0, 0, 0, 0, 0, 0), bytes(0xff, 0xfb, 0x90, 0x64)]),
    refused('an audio file'),
  ],
  ['an MP4', Buffer.concat([bytes(0, 0, 0, 24).subarray(0, 4), text('ftypisom'), noise]), refused('a video')],
  ['a page', text('<!DOCTYPE html><title>x</title>'), refused('an HTML page')],
  ['a page in upper case', text('<HTML><BODY>'), refused('an HTML page')],
  ['a page behind white space', text('\r\n \t\f<html>'), refused('an HTML page')],
  ['a page behind a comment', text('<!-- hi --><html>'), refused('an HTML page')],
  ['a page behind text', text('hello\n<script src=x></script>'), refused('an HTML page')],
  ['a page that goes on with binary', Buffer.concat([text('<html>'), noise]), refused('an HTML page')],
  ['a page with a UTF-8 mark', text('\ufeff<html>'), refused('an HTML page')],
  ['a page in UTF-16', Buffer.from('\ufeff<html>', 'utf16le'), refused('an HTML page')],
  ['a page in UTF-16, big-endian', utf16be('\ufeff <html>'), refused('an HTML page')],
  ['a page in UTF-16 without a mark', Buffer.from('<script>', 'utf16le'), refused('an HTML page')],
  ['an XHTML page', text('<?xml version="1.0"?>\n<html xmlns="x">'), refused('an HTML page')],
  ['an SVG', text('<svg onload="alert(1)">'), refused('an SVG image')],
  ['an SVG with a prologue', text('\ufeff<?xml version="1.0"?>\n<!-- c -->\n<svg>'), refused('an SVG image')],
  ['an XML document', text('<?xml version="1.0"?><a/>'), refused('an XML document')],
  ['a shell script', text('#!/bin/sh\nrm -rf /'), refused('a script')],
  ['a PHP script', text('<?php system($_GET[0]);'), refused('a PHP script')],
  ['a batch file', text('@echo off\r\ndel *.*'), refused('a script')],
  ['JavaScript', text('// a comment\nconst x = require("fs")'), refused('a script')],
  ['JavaScript of one call', text('alert(1)'), refused('a script')],
  ['a minified script', text('!function(e){var t={}}(0)'), refused('a script')],
  ['Python', text('import os\nos.system("id")'), refused('a script')],
  ['nothing', Buffer.alloc(0), refused('an empty file')],
  ['noise', noise, unknown],
  ['zeros', Buffer.alloc(4100), unknown],
  ['one byte', Buffer.from([0x4d]), unknown],
  ['plain prose', text('a plugin, let me import it'), unknown],
  ['binary that starts like an MP3 frame', Buffer.concat([bytes(0xff, 0xfb, 0x90, 0x64), noise]), unknown],
  ['binary that starts like a bitmap', Buffer.concat([text('BM'), noise]), unknown],
  ['binary that mentions a page', Buffer.concat([bytes(1, 2, 3), text('<html><script>')]), unknown],
]

describe('the content of an uploaded binary', () => {
  it.each(cases)('tells %s', async (_, head, verdict) => {
    expect(await detectBinary(head)).toEqual(verdict)
  })

  it('is an executable for the running platform when it is Node itself', async () => {
    const head = (await readFile(process.execPath)).subarray(0, 4100)
    expect(await detectBinary(head)).toMatchObject({ kind: 'executable' })
  })

  it.each([
    ['white space', ' '.repeat(4100)],
    ['empty lines', '\n'.repeat(4100)],
    ['brackets', '('.repeat(4100)],
    ['opened tags', '<?xml '.repeat(700)],
    ['one long name', `const ${'a'.repeat(4000)}`],
  ])('is judged at once when it is all %s', async (_, content) => {
    const start = performance.now()
    await detectBinary(text(content))
    expect(performance.now() - start).toBeLessThan(2000)
  })
})
