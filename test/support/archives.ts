import { crc32, deflateRawSync, gzipSync } from 'node:zlib'

/** In pieces, so that no scanner trips over this file. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)', '7CC)7}$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(
  '',
)

export interface ZipEntry {
  name: string
  data?: Uint8Array | string
  /** 8 (deflate) unless said otherwise. */
  method?: number
  flags?: number
  /** What its own header says, where that differs. */
  localName?: string
  /** What both headers say about the size of its data, where that differs. */
  size?: number
  /** The Unix mode. */
  mode?: number
  /** Bytes that belong to no entry, in front of it. */
  gap?: Uint8Array
  /** Where its header is said to be, where that differs. */
  offset?: number
}

/** A zip archive, as wrong as a test needs it. */
export function zip(...entries: ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { name, data = '', method = 8, flags = 0x800, localName = name, mode = 0o100644, gap = [] } = entry
    const bytes = Buffer.from(data as string)
    const packed = method === 8 ? deflateRawSync(bytes, { level: 9 }) : bytes
    const facts = {
      method,
      flags,
      crc: crc32(bytes),
      packed: packed.length,
      size: entry.size ?? bytes.length,
    }
    const local = Buffer.concat([
      Buffer.from(gap),
      signed(0x04034b50, 20, facts, localName),
      Buffer.from(localName),
      packed,
    ])
    const at = entry.offset ?? offset + gap.length
    directory.push(central(facts, name, mode, at), Buffer.from(name))
    parts.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}

interface Facts {
  method: number
  flags: number
  crc: number
  packed: number
  size: number
}

function signed(signature: number, version: number, facts: Facts, name: string): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(signature)
  header.writeUInt16LE(version, 4)
  writeFacts(header, 6, facts, name)
  return header
}

function central(facts: Facts, name: string, mode: number, offset: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50)
  header.writeUInt16LE(0x0314, 4)
  header.writeUInt16LE(20, 6)
  writeFacts(header, 8, facts, name)
  header.writeUInt32LE((mode << 16) >>> 0, 38)
  header.writeUInt32LE(offset, 42)
  return header
}

function writeFacts(
  header: Buffer,
  at: number,
  { method, flags, crc, packed, size }: Facts,
  name: string,
): void {
  header.writeUInt16LE(flags, at)
  header.writeUInt16LE(method, at + 2)
  header.writeUInt32LE(crc, at + 8)
  header.writeUInt32LE(packed, at + 12)
  header.writeUInt32LE(size, at + 16)
  header.writeUInt16LE(Buffer.byteLength(name), at + 20)
}

export interface TarEntry {
  name: string
  data?: Uint8Array | string
  /** `0` (a file) unless said otherwise. */
  type?: string
  /** As its header says it, where that differs. */
  size?: string
}

/** A tar archive in the ustar format. */
export const tar = (...entries: TarEntry[]): Buffer =>
  Buffer.concat([...entries.flatMap(tarEntry), Buffer.alloc(1024)])

function tarEntry({ name, data = '', type = '0', size }: TarEntry): Buffer[] {
  const bytes = Buffer.from(data as string)
  const header = Buffer.alloc(512)
  header.write(name)
  header.write('0000644\0', 100)
  header.write(size ?? `${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write(' '.repeat(8), 148)
  header.write(type, 156)
  header.write('ustar\x0000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
}

/** So many zeros, which weigh next to nothing when packed. */
export const zeros = (megabytes: number): Buffer => Buffer.alloc(megabytes * 1024 * 1024)

export const gzip = (data: Uint8Array | string): Buffer => gzipSync(data, { level: 9 })
