import { cutOff, damaged, type Flaw, goesOn, type Shape } from './image-shape.ts'

const START = 0xd8
const END = 0xd9
const SCAN = 0xda
/** Before the data of a segment: its length, which counts these two bytes too. */
const LENGTH_BYTES = 2
/** Length, precision, height, width, number of components. */
const FRAME_BYTES = 8

/** The segments of a JPEG (ITU-T T.81): a frame, its scans, the end marker and nothing behind it. */
export function inspectJpeg(file: Buffer): Shape | Flaw {
  let shape: Shape | undefined
  let hasScan = false
  for (let at = 2; at < file.length; ) {
    if (file[at] !== 0xff) return damaged
    while (file[at] === 0xff) at += 1
    const marker = file[at++]
    if (marker === END) return shape && hasScan ? endAt(file, at, shape) : damaged
    if (marker === 0 || marker === START) return damaged
    if (isBare(marker)) continue
    if (marker === undefined || at + LENGTH_BYTES > file.length) return cutOff
    const length = file.readUInt16BE(at)
    if (length < (isFrame(marker) ? FRAME_BYTES : LENGTH_BYTES)) return damaged
    if (at + length > file.length) return cutOff
    if (isFrame(marker)) {
      if (shape) return damaged
      shape = { width: file.readUInt16BE(at + 5), height: file.readUInt16BE(at + 3), isAnimated: false }
    }
    at += length
    if (marker !== SCAN) continue
    hasScan = true
    at = endOfScan(file, at)
  }
  return cutOff
}

const endAt = (file: Buffer, at: number, shape: Shape): Shape | Flaw => (at === file.length ? shape : goesOn)

/** All of 0xC0–0xCF but the tables for Huffman and arithmetic coding. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** Restarts and the like have no data. */
const isBare = (marker: number | undefined): boolean =>
  marker === 0x01 || (marker !== undefined && marker >= 0xd0 && marker <= 0xd7)

/** Where the next marker stands that is not part of the compressed data. */
function endOfScan(file: Buffer, from: number): number {
  // A plain loop: looking for the next 0xFF natively is slower where a hostile file is full of them.
  for (let at = from; at < file.length; at += 1) {
    if (file[at] !== 0xff) continue
    const next = file[at + 1]
    if (next !== 0 && next !== 0xff && !isBare(next)) return at
  }
  return file.length
}
