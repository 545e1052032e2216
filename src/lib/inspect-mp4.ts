import { cutOff, damaged, type Flaw } from './image-shape.ts'

/** Brands of films that browsers play (ISO/IEC 14496-12 and the registry at mp4ra.org). */
const VIDEO = /^(iso[m2-9a-c]|mp4[12]|avc1|dash|mmp4|MSNV|M4V[ HP]|f4v |XAVC|cmf[2cs]|hvc1|av01|3g[pr2]\w)$/
/** What shares the container and is something else, although it may name a brand of films as well. */
const OTHERS = /^(qt {2}|M4[AB] |heic|heix|hevc|hevx|heim|heis|mif1|msf1|avif|avis|crx |jp2 |jpx |jpm )$/
/** What may come after the first box. */
const BOXES =
  /^(moov|mdat|moof|free|skip|wide|uuid|meta|sidx|ssix|styp|pdin|emsg|prft|mfra|udta|iods|\0\0\0\0)$/

const MAX_FIRST_BOX_BYTES = 1024

/** The first boxes of an MP4: the file type with its brands, then one that belongs there and ends within the file. */
export function inspectMp4(head: Buffer, size: number): Flaw | undefined {
  if (head.length < 16) return cutOff
  const end = head.readUInt32BE(0)
  if (end < 16 || end % 4 !== 0 || end > MAX_FIRST_BOX_BYTES) return damaged
  if (end > head.length) return cutOff
  const [major = '', ...compatible] = brandsOf(head.subarray(8, end))
  if (OTHERS.test(major) || ![major, ...compatible].some((brand) => VIDEO.test(brand))) {
    return { flaw: `is of the type “${printable(major)}”, which is no MP4 video` }
  }
  return secondBoxFlaw(head, end, size)
}

/** The major brand, four bytes of its version, the compatible ones. */
function brandsOf(data: Buffer): string[] {
  const brands = data.toString('latin1').match(/[\s\S]{4}/g) ?? []
  return brands.filter((_, index) => index !== 1)
}

function secondBoxFlaw(head: Buffer, at: number, size: number): Flaw | undefined {
  if (at + 16 > size) return cutOff
  if (!BOXES.test(head.toString('latin1', at + 4, at + 8))) return damaged
  const length = lengthAt(head, at)
  if (length === undefined) return damaged
  return at + length > size ? cutOff : undefined
}

/** 0 stands for "to the end of the file", 1 for a length of eight bytes. */
function lengthAt(head: Buffer, at: number): number | undefined {
  const length = head.readUInt32BE(at)
  if (length === 1) return Number(head.readBigUInt64BE(at + 8))
  return length === 0 || length >= 8 ? length : undefined
}

const printable = (brand: string): string => brand.replace(/[^\x20-\x7e]/g, '?').trim()
