import { executablePlatforms } from '../../../lib/detect-executable.ts'
import { recogniseMarkup } from '../../../lib/detect-markup.ts'
import { embeddedCode } from '../../../lib/embedded-code.ts'
import { type Inspection, infected } from './inspection.ts'

/** By the first bytes, in hex. What starts like this runs or installs something, wherever it is opened. */
const PROGRAMS: [magic: string, what: string][] = [
  ['4c0000000114020000000000c000000000000046', 'a shortcut of Windows'],
  ['6465780a', 'an Android program'],
  ['cafebabe', 'a Java program'],
]

/** What can hold anything and is not looked into. */
const CLOSED: [magic: string, what: string][] = [
  ['377abcaf271c', 'a 7z archive'],
  ['526172211a07', 'a RAR archive'],
  ['fd377a585a00', 'an xz archive'],
  ['425a68', 'a bzip2 archive'],
  ['28b52ffd', 'a zstd archive'],
  ['04224d18', 'an lz4 archive'],
  ['4c5a495001', 'an lzip archive'],
  ['4d53434600000000', 'a cabinet archive'],
  ['213c617263683e0a', 'a package or library'],
  ['edabeedb', 'a package'],
  ['1f9d', 'a compressed file'],
  ['1fa0', 'a compressed file'],
  ['d0cf11e0a1b11ae1', 'a document of old Office, which may hold macros'],
  ['0061736d', 'a WebAssembly program'],
  ['49545346', 'a help file, which may hold scripts'],
]

/** PNG, JPEG, GIF, WebP (in RIFF) and BMP. */
const PICTURES: [magic: string, what: string][] = ['89504e47', 'ffd8ff', '47494638', '52494646', '424d'].map(
  (magic) => [magic, 'a picture'],
)

/** Names under which nobody expects a page or a script. */
const BINARY_NAMES =
  /\.(png|jpe?g|gif|webp|bmp|ico|avif|heic|tiff?|mp3|mp4|m4a|mov|webm|mkv|ogg|wav|flac|pdf|zip|t?gz|tar|7z|rar|xz|docx?|xlsx?|pptx?|od[tsp]|ttf|otf|woff2?|wasm)$/i

/** What the first bytes of a file, or of one in an archive, say about it and about its name. */
export function judgeContent(it: Inspection, head: Buffer, name: string): void {
  const program = isExecutable(head) ? 'an executable' : nameIn(PROGRAMS, head)
  if (program) throw infected(`is or holds ${program}`)
  const markup = recogniseMarkup(head)
  if (markup === 'a PHP script' || /^\W{0,3}#! ?\//.test(head.toString('latin1', 0, 10))) {
    throw infected('is or holds a script')
  }
  if (markup && markup !== 'a PDF document' && BINARY_NAMES.test(name)) {
    throw infected(`is or holds ${markup} under the name of something else`)
  }
  const closed = nameIn(CLOSED, head)
  if (closed) it.doubt(`is or holds ${closed}, which the checks do not look into`)
  const code = nameIn(PICTURES, head) && embeddedCode(head)
  if (code) it.doubt(`is or holds a picture with ${code} in it`)
}

function nameIn(magics: [magic: string, what: string][], head: Buffer): string | undefined {
  const start = head.toString('hex', 0, 20)
  return magics.find(([magic]) => start.startsWith(magic))?.[1]
}

/** Two letters begin a program of DOS, and many a sentence. */
function isExecutable(head: Buffer): boolean {
  if (!executablePlatforms(head)) return false
  return head.toString('latin1', 0, 2) !== 'MZ' || head.subarray(0, 1024).some((byte) => byte < 9)
}
