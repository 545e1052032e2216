import { describe, expect, it } from 'vitest'
import { inspectVideo } from '../../src/lib/inspect-video.ts'
import { box, mp4Of, webmOf } from '../support/media.ts'

const read = (file: Buffer) => inspectVideo(file.subarray(0, 4100), file.length)
const flawOf = (file: Buffer) => (read(file) as { flaw?: string }).flaw ?? 'none'

const ftyp = box('ftyp', Buffer.from('isom\0\0\x02\0mp41', 'latin1'))
/** `mdat` with its length in eight bytes. */
const longBox = (length: bigint) => {
  const head = Buffer.from('\0\0\0\x01mdat\0\0\0\0\0\0\0\0', 'latin1')
  head.writeBigUInt64BE(length, 8)
  return Buffer.concat([head, Buffer.alloc(100)])
}

describe('a video', () => {
  it.each<[string, Buffer, string]>([
    ['MP4', mp4Of(), 'video/mp4'],
    ['MP4 of a telephone', mp4Of(['mp42', 'isom', 'mp42']), 'video/mp4'],
    ['MP4 whose first brand is rare', mp4Of(['NDXX', 'isom']), 'video/mp4'],
    ['MP4 of an iPod', mp4Of(['M4V ', 'M4A ', 'mp42', 'isom']), 'video/mp4'],
    ['MP4 in fragments', Buffer.concat([ftyp, box('moov', Buffer.alloc(50)), box('moof')]), 'video/mp4'],
    ['MP4 with its length in eight bytes', Buffer.concat([ftyp, longBox(116n)]), 'video/mp4'],
    [
      'MP4 whose last part goes to the end',
      Buffer.concat([ftyp, Buffer.from('\0\0\0\0mdat', 'latin1'), Buffer.alloc(90)]),
      'video/mp4',
    ],
    ['MP4 that is larger than its head', mp4Of(undefined, 20_000), 'video/mp4'],
    ['WebM', webmOf(), 'video/webm'],
    [
      'WebM of a recorder, which did not know its length',
      Buffer.concat([
        webmOf('webm', 0).subarray(0, -2),
        Buffer.from('01ffffffffffffff', 'hex'),
        Buffer.alloc(9),
      ]),
      'video/webm',
    ],
  ])('can be %s', (_, file, type) => {
    expect(read(file)).toEqual({ type })
  })
})

describe('no video', () => {
  it.each([
    ['QuickTime', mp4Of(['qt  ', 'qt  ']), /“qt”/],
    ['sound', mp4Of(['M4A ', 'mp42', 'isom']), /“M4A”/],
    ['an AVIF image', mp4Of(['avis', 'iso8', 'mif1']), /“avis”/],
    ['an HEIC image', mp4Of(['heic', 'mif1', 'isom']), /“heic”/],
    ['JPEG 2000', mp4Of(['jp2 ', 'jp2 ']), /“jp2”/],
    ['an unknown brand', mp4Of(['\0<a>', 'abcd']), /“\?<a>”/],
    ['Matroska', webmOf('matroska'), /“matroska”/],
    ['a WebM of no type', webmOf('<script>'), /damaged/],
    ['AVI', Buffer.from('RIFF\0\0\0\0AVI LIST', 'latin1'), /is not an MP4 or WebM/],
    ['MPEG', Buffer.from('000001ba44000400', 'hex'), /is not an MP4 or WebM/],
    ['a page', Buffer.from('<!doctype html>'), /is not an MP4 or WebM/],
    ['nothing', Buffer.alloc(0), /is not an MP4 or WebM/],
  ])('is %s', (_, file, why) => {
    expect(flawOf(file)).toMatch(why)
  })

  it.each([
    ['an MP4 of one box', ftyp],
    [
      'an MP4 whose second box is longer than the file',
      Buffer.concat([ftyp, box('mdat', Buffer.alloc(90)).subarray(0, 60)]),
    ],
    ['one whose length in eight bytes is', Buffer.concat([ftyp, longBox(2n ** 63n)])],
    ['a WebM whose segment is longer than the file', webmOf().subarray(0, -1)],
  ])('is what is cut off: %s', (_, file) => {
    expect(flawOf(file)).toContain('cut off')
  })

  it.each([
    ['a first box of no length', Buffer.concat([Buffer.alloc(4), ftyp.subarray(4), Buffer.alloc(40)])],
    [
      'a first box that is huge',
      Buffer.concat([Buffer.from('7ffffff0', 'hex'), ftyp.subarray(4), Buffer.alloc(40)]),
    ],
    ['a page after the first box', Buffer.concat([ftyp, Buffer.from('<!doctype html><script>')])],
    [
      'a second box of an impossible length',
      Buffer.concat([ftyp, Buffer.from('\0\0\0\x05mdat0123456789', 'latin1')]),
    ],
    ['an EBML header without a segment', webmOf().subarray(0, -106)],
    ['an EBML header of no known length', Buffer.from('1a45dfa3ff4282847765626d18538067ff0000', 'hex')],
  ])('is %s', (_, file) => {
    expect(flawOf(file)).toMatch(/damaged|cut off/)
  })

  it('is one with a page in its head', () => {
    const page = Buffer.concat([
      ftyp,
      box('free', Buffer.from('<html><script>alert(1)</script>')),
      box('mdat'),
    ])
    expect(flawOf(page)).toContain('carries a web page')
  })

  it.each([
    ['MP4', mp4Of()],
    ['WebM', webmOf()],
  ])('never breaks the inspection, wherever it is cut and whatever byte is changed: %s', (_, file) => {
    for (let at = 0; at < file.length; at += 1) {
      expect(read(file.subarray(0, at))).toBeTypeOf('object')
      for (const value of [0, 0x7f, 0xff]) {
        const changed = Buffer.from(file)
        changed[at] = value
        expect(read(changed)).toBeTypeOf('object')
      }
    }
  })
})
