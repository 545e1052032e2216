import { describe, expect, it } from 'vitest'
import { inspectImage } from '../../src/lib/inspect-image.ts'
import { IMAGES, imageOf, pngChunk } from '../support/images.ts'
import { animatedPng, pngOf } from '../support/media.ts'

const png = IMAGES['image/png']
const jpeg = IMAGES['image/jpeg']
const webp = IMAGES['image/webp']
const pictures = [
  ['PNG', png],
  ['JPEG', jpeg],
  ['WebP', webp],
] as const

const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}
/** A JPEG of these segments between its first and last marker. */
const jpegOf = (...parts: Buffer[]) =>
  Buffer.concat([Buffer.from('ffd8', 'hex'), ...parts, Buffer.from('ffd9', 'hex')])
const frame = (width: number, height: number, marker = 0xc0) => {
  const data = Buffer.from('08000000000101110000', 'hex').subarray(0, 9)
  data.writeUInt16BE(height, 1)
  data.writeUInt16BE(width, 3)
  return segment(marker, data)
}
const scan = (data = Buffer.from('d2cf20', 'hex')) =>
  Buffer.concat([segment(0xda, Buffer.from('0101000000', 'hex')), data])

const chunk = (id: string, data: Buffer): Buffer => {
  const head = Buffer.from(`${id}\0\0\0\0`, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}
const webpOf = (...chunks: Buffer[]) => {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}
const uint24 = (value: number) => Buffer.from([value & 255, (value >> 8) & 255, value >> 16])
const lossless = (width: number, height: number) => {
  const data = Buffer.alloc(6)
  data[0] = 0x2f
  data.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1)
  return chunk('VP8L', data)
}
const canvas = (width: number, height: number, flags = 0) =>
  chunk('VP8X', Buffer.concat([Buffer.from([flags, 0, 0, 0]), uint24(width - 1), uint24(height - 1)]))
const animation = (left: number, width: number) =>
  chunk(
    'ANMF',
    Buffer.concat([
      uint24(left / 2),
      uint24(0),
      uint24(width - 1),
      uint24(0),
      Buffer.alloc(4),
      lossless(width, 1),
    ]),
  )

const flawOf = (file: Buffer) => (inspectImage(file) as { flaw?: string }).flaw ?? 'none'

describe('a picture', () => {
  it.each(pictures)('of each format is measured: %s', (_, file) => {
    expect(inspectImage(file)).toMatchObject({ width: 1, height: 1, isAnimated: false })
  })

  it.each<[string, Buffer, number, number, boolean]>([
    ['a PNG', pngOf(640, 480), 640, 480, false],
    ['an animated PNG', animatedPng(), 1, 1, true],
    ['a PNG with parts of their own', imageOf(5000), 1, 1, false],
    ['the widest PNG', pngOf(16_384, 6_103), 16_384, 6_103, false],
    ['a JPEG', jpegOf(frame(640, 480), scan()), 640, 480, false],
    [
      'a progressive JPEG',
      jpegOf(frame(300, 200, 0xc2), scan(), segment(0xc4, Buffer.alloc(5)), scan()),
      300,
      200,
      false,
    ],
    [
      'a JPEG with filling before a marker',
      jpegOf(Buffer.from([0xff, 0xff]), frame(3, 2), scan()),
      3,
      2,
      false,
    ],
    [
      'a JPEG whose data has marked bytes',
      jpegOf(frame(3, 2), scan(Buffer.from('01ff0002ffd003', 'hex'))),
      3,
      2,
      false,
    ],
    [
      'a JPEG with another one as its thumbnail',
      jpegOf(segment(0xe1, jpeg), frame(9, 8), scan()),
      9,
      8,
      false,
    ],
    ['a lossless WebP', webpOf(lossless(16_384, 1)), 16_384, 1, false],
    [
      'an extended WebP',
      webpOf(canvas(20, 10), chunk('EXIF', Buffer.alloc(7)), lossless(20, 10)),
      20,
      10,
      false,
    ],
    ['an animated WebP', webpOf(canvas(20, 1, 2), animation(0, 20), animation(10, 10)), 20, 1, true],
  ])('can be %s', (_, file, width, height, isAnimated) => {
    expect(inspectImage(file)).toMatchObject({ width, height, isAnimated })
  })
})

describe('a picture that is too large', () => {
  it.each([
    ['a PNG of 20,000 × 20,000 pixels in 70 bytes', pngOf(20_000, 20_000)],
    ['a PNG that is wide', pngOf(16_385, 1)],
    ['a PNG that is high', pngOf(1, 2 ** 31)],
    ['a PNG of 100 million pixels and a few', pngOf(16_384, 6_104)],
    ['a JPEG', jpegOf(frame(65_535, 65_535), scan())],
    ['an animated WebP', webpOf(canvas(2 ** 24, 2 ** 24, 2), animation(0, 20))],
    ['a WebP in its limits, but not in all', webpOf(lossless(16_384, 16_384))],
  ])('is refused: %s', (_, file) => {
    expect(flawOf(file)).toContain(' pixels; send at most')
  })

  it('has a width and a height at all', () => {
    expect(flawOf(pngOf(0, 5))).toContain('without width or height')
    expect(flawOf(pngOf(5, 0))).toContain('without width or height')
    expect(flawOf(jpegOf(frame(5, 0), scan()))).toContain('without width or height')
  })
})

describe('a file that is not one picture from its first byte to its last', () => {
  it.each(pictures)('is refused wherever it is cut off: %s', (_, file) => {
    for (let length = 0; length < file.length; length += 1) {
      expect([length, flawOf(file.subarray(0, length))]).not.toEqual([length, 'none'])
    }
  })

  it.each(pictures)('is refused with something behind its end: %s', (_, file) => {
    for (const tail of ['\0', '<script>alert(1)</script>', 'PK\x05\x06', '#!/bin/sh\n']) {
      expect(flawOf(Buffer.concat([file, Buffer.from(tail, 'latin1')]))).toContain('behind the end')
    }
    expect(flawOf(Buffer.concat([file, file]))).toContain('behind the end')
  })

  it.each([
    [
      'a PNG with a page in its comment',
      pngOf(1, 1, undefined, [pngChunk('tEXt', Buffer.from('a\0<html><body>'))]),
    ],
    ['a PNG with a script', pngOf(1, 1, undefined, [pngChunk('tEXt', Buffer.from('a\0<SCRIPT SRC=//x>'))])],
    [
      'a JPEG with PHP in its comment',
      jpegOf(segment(0xfe, Buffer.from('<?php system();')), frame(1, 1), scan()),
    ],
    ['a JPEG that is a PDF too', jpegOf(segment(0xfe, Buffer.from('%PDF-1.7\n')), frame(1, 1), scan())],
    [
      'a WebP with an SVG',
      webpOf(canvas(1, 1), chunk('XMP ', Buffer.from('<svg onload=x>')), lossless(1, 1)),
    ],
  ])('is refused with code in its head: %s', (_, file) => {
    expect(flawOf(file)).toContain('carries')
  })

  it.each([
    ['a PNG without image data', Buffer.concat([png.subarray(0, 33), png.subarray(-12)])],
    ['a PNG without its header', Buffer.concat([png.subarray(0, 8), png.subarray(33)])],
    ['a PNG with two headers', Buffer.concat([png.subarray(0, 33), png.subarray(8)])],
    ['a PNG whose parts have no names', pngOf(1, 1, undefined, [pngChunk('\0\0\0\0', Buffer.alloc(4))])],
    [
      'a PNG with a part longer than itself',
      pngOf(1, 1, undefined, [Buffer.from('fffffff074455874', 'hex')]),
    ],
    ['a JPEG without a frame', jpegOf(scan())],
    ['a JPEG without a scan', jpegOf(frame(1, 1))],
    ['a JPEG with two frames', jpegOf(frame(1, 1), frame(9, 9), scan())],
    ['a JPEG with a segment of no length', jpegOf(Buffer.from('ffe00000', 'hex'), frame(1, 1), scan())],
    ['a JPEG that begins twice', jpegOf(Buffer.from('ffd8', 'hex'), frame(1, 1), scan())],
    ['a JPEG with bytes between its segments', jpegOf(Buffer.from('00', 'hex'), frame(1, 1), scan())],
    ['a PNG of 20,001 parts', pngOf(1, 1, undefined, Array(20_001).fill(pngChunk('tEXt', Buffer.alloc(0))))],
    [
      'a WebP of 20,001 parts',
      webpOf(canvas(1, 1), lossless(1, 1), ...Array(20_001).fill(chunk('XMP ', Buffer.alloc(0)))),
    ],
    ['a WebP of nothing', webpOf()],
    ['a WebP of a canvas alone', webpOf(canvas(1, 1))],
    ['a WebP whose canvas lies about its image', webpOf(canvas(1, 1), lossless(9000, 9000))],
    ['a WebP whose frames leave the canvas', webpOf(canvas(20, 1, 2), animation(10, 20))],
    ['a WebP with a part longer than itself', webpOf(Buffer.from('VP8 \xff\xff\xff\x7f', 'latin1'))],
    ['a WebP of something else', webpOf(chunk('VP8Z', Buffer.alloc(20)))],
  ])('is refused: %s', (_, file) => {
    expect(flawOf(file)).not.toBe('none')
  })

  it.each([
    ['a GIF', IMAGES['image/gif']],
    ['nothing', Buffer.alloc(0)],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a page', Buffer.from('<!doctype html>')],
  ])('is refused: %s', (_, file) => {
    expect(flawOf(file)).toContain('is not a JPEG, PNG or WebP image')
  })

  it.each(pictures)('never breaks the inspection, whatever byte is changed: %s', (_, file) => {
    for (let at = 0; at < file.length; at += 1) {
      for (const value of [0, 0x7f, 0xff]) {
        const changed = Buffer.from(file)
        changed[at] = value
        expect(inspectImage(changed)).toBeTypeOf('object')
      }
    }
  })
})
