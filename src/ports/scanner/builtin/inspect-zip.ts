import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { inspectContent } from './inspect-content.ts'
import { type Inspection, infected } from './inspection.ts'
import { judgeEntryName } from './judge-name.ts'

/** Bytes between two entries that their format explains: a data descriptor. */
const MAX_GAP = 24
const HAS_DESCRIPTOR = 0x8
const ENCRYPTED = 0x1
const ZIP64 = 0xffffffff

type Range = [start: number, end: number]

/** Looks at every entry of a zip, and whether its two directories tell the same. */
export async function inspectZip(it: Inspection, path: string, depth: number): Promise<void> {
  let zip: ZipFile | undefined
  try {
    zip = await openPromise(path, { autoClose: false })
    // Where it reads on, at first the beginning of its directory.
    const directory = Number(zip.readEntryCursor)
    const ranges: Range[] = []
    const names = new Set<string>()
    for await (const entry of zip.eachEntry()) {
      it.countEntry()
      judgeEntryName(it, entry.fileName)
      const name = entry.fileName.toLowerCase()
      if (names.has(name)) it.doubt('is or holds a zip archive with several files of one name')
      names.add(name)
      ranges.push(await inspectEntry(it, zip, entry, depth))
    }
    judgeRanges(it, [...ranges, [directory, directory]])
  } catch (error) {
    if (isEscape(error)) throw infected('is an archive that writes outside of the folder it is unpacked to')
    it.takeError(error, 'a zip archive')
  } finally {
    zip?.close()
  }
}

/** What the library refuses by itself. */
const isEscape = (error: unknown): boolean =>
  /^(absolute path|invalid relative path)/.test((error as Error).message)

async function inspectEntry(it: Inspection, zip: ZipFile, entry: Entry, depth: number): Promise<Range> {
  const local = await zip.readLocalFileHeaderPromise(entry)
  const hasSizes = (local.generalPurposeBitFlag & HAS_DESCRIPTOR) === 0 && local.compressedSize !== ZIP64
  const isSame =
    local.fileName.equals(entry.fileNameRaw as unknown as Uint8Array) &&
    local.compressionMethod === entry.compressionMethod &&
    (local.generalPurposeBitFlag & ENCRYPTED) === (entry.generalPurposeBitFlag & ENCRYPTED) &&
    (!hasSizes ||
      (local.compressedSize === entry.compressedSize && local.uncompressedSize === entry.uncompressedSize))
  if (!isSame) it.doubt('is or holds a zip archive whose two directories differ')
  if (isLink(entry)) it.doubt('is or holds an archive with links in it')
  if (/vbaProject\.bin$/i.test(entry.fileName)) it.doubt('is or holds a document with macros')
  if (entry.isEncrypted()) it.doubt('is or holds an encrypted archive')
  else if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    it.doubt('is or holds a zip archive with an unusual compression')
  } else if (entry.compressedSize > 0) {
    const chunks = await zip.openReadStreamPromise(entry)
    await inspectContent(it, { chunks, name: entry.fileName, depth: depth + 1 })
  }
  return [entry.relativeOffsetOfLocalHeader, local.fileDataStart + entry.compressedSize]
}

const isLink = ({ externalFileAttributes, versionMadeBy }: Entry): boolean =>
  versionMadeBy >> 8 === 3 && ((externalFileAttributes >>> 16) & 0o170000) === 0o120000

/** Entries that share their bytes make a bomb; bytes that belong to none are a place to hide. */
function judgeRanges(it: Inspection, ranges: Range[]): void {
  let last = 0
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    if (start < last) throw infected('is an archive bomb: its entries overlap')
    if (start - last > MAX_GAP) it.doubt('is or holds a zip archive with something hidden between its files')
    last = end
  }
}
