import { describe, expect, it } from 'vitest'
import { detectImage } from '../../src/lib/detect-image.ts'
import { IMAGES } from '../support/images.ts'

describe('a picture', () => {
  it.each(Object.entries(IMAGES))('is told by its first bytes: %s', (type, bytes) => {
    expect(detectImage(bytes)).toBe(type)
    expect(detectImage(bytes.subarray(0, 16))).toBe(type)
  })

  it('is told whatever comes after its first bytes', () => {
    expect(detectImage(Buffer.from('89504e470d0a1a0a', 'hex'))).toBe('image/png')
    expect(detectImage(Buffer.from('GIF87a'))).toBe('image/gif')
    expect(detectImage(Buffer.from('RIFF\n\0\0\0WEBPVP8L', 'latin1'))).toBe('image/webp')
  })
})

describe('no picture', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a part of the first bytes', Buffer.from('89504e470d0a', 'hex')],
    ['a GIF of no version', Buffer.from('GIF88a')],
    ['a sound in the same container as WebP', Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a web page', Buffer.from('<!doctype html>')],
    ['a bitmap', Buffer.from('BM\x36\0\0\0', 'latin1')],
    ['AVIF', Buffer.from('\0\0\0 ftypavif', 'latin1')],
    ['a PNG that begins later', Buffer.concat([Buffer.from(' '), IMAGES['image/png']])],
  ])('is %s', (_what, bytes) => {
    expect(detectImage(bytes)).toBeUndefined()
  })
})
