import { open } from 'node:fs/promises'
import type { Inspection } from './inspection.ts'

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1')
const END_BYTES = 22
const MAX_COMMENT = 65_535

/** A file that begins as something else and ends as a zip is two files in one: which one it is depends on who opens it. */
export async function judgeTail(it: Inspection, path: string, size: number): Promise<void> {
  await using file = await open(path, 'r')
  const start = Buffer.alloc(4)
  await file.read(start, 0, 4, 0)
  if (start.toString('latin1', 0, 2) === 'PK') return
  const tail = Buffer.alloc(Math.min(size, END_BYTES + MAX_COMMENT))
  await file.read(tail, 0, tail.length, size - tail.length)
  const at = tail.lastIndexOf(END_OF_DIRECTORY)
  if (at < 0 || at + END_BYTES > tail.length) return
  const ends = at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length
  if (ends) it.doubt('begins as something else and ends as a zip archive')
}
