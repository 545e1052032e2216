import { executablePlatforms, type Platform } from './detect-executable.ts'
import { recogniseMarkup } from './detect-markup.ts'
import { fileTypeOf } from './file-type.ts'

/** What the first bytes of an upload say about it. */
export type BinaryVerdict =
  | { kind: 'executable'; platforms: Platform[] }
  | { kind: 'portable' }
  | { kind: 'refused'; what: string }
  | { kind: 'unknown' }

/** Types that no plugin has although their family (`application/…`) says nothing. */
const DOCUMENTS =
  /pdf|rtf|epub|officedocument|opendocument|ms-(powerpoint|excel|word|outlook|htmlhelp)|cfb|visio|postscript|\/eps|indesign|mobipocket|sketchup|dicom|3mf|xml|sqlite|pgp|shortcut|alias|regedit|registry/

const FAMILIES: Record<string, string> = {
  image: 'an image',
  audio: 'an audio file',
  video: 'a video',
  font: 'a font',
  model: 'a 3D model',
  text: 'a text document',
}

const MOVIES = /shockwave-flash|ms-asf|\/mxf|rn-realmedia|\/ogg|x-mie/
const ARCHIVES =
  /zip|compress|x-tar|x-7z|rar|java|wasm|android\.package|xz|zstd|lzip|lz4|unix-archive|x-deb|x-rpm/

/**
 * Judges a plugin binary by its first bytes (about 4 kB), never by what the client says. Only what is recognised as
 * something else is refused: content of no known type, plain text included, is `unknown`.
 */
export async function detectBinary(head: Buffer): Promise<BinaryVerdict> {
  if (head.length === 0) return { kind: 'refused', what: 'an empty file' }
  const platforms = executablePlatforms(head)
  if (platforms) return { kind: 'executable', platforms }
  const markup = recogniseMarkup(head)
  if (markup) return { kind: 'refused', what: markup }
  if (head.toString('latin1', 0, 3) === 'ID3') return { kind: 'refused', what: 'an audio file' }
  const type = await fileTypeOf(head)
  return type && !isWeakMatch(type.mime, head) ? judgeType(type.mime) : { kind: 'unknown' }
}

function judgeType(mime: string): BinaryVerdict {
  const family = FAMILIES[mime.split('/', 1)[0] ?? '']
  if (family) return { kind: 'refused', what: family }
  if (DOCUMENTS.test(mime)) return { kind: 'refused', what: 'a document' }
  if (MOVIES.test(mime)) return { kind: 'refused', what: 'a video' }
  return ARCHIVES.test(mime) ? { kind: 'portable' } : { kind: 'unknown' }
}

/** Some formats start with two bytes or less that mean anything: one in some thousand binaries does so by chance. */
function isWeakMatch(mime: string, head: Buffer): boolean {
  if (mime === 'image/bmp') return head.length < 14 || head.readUInt32LE(6) !== 0
  return mime === 'audio/mpeg' || mime === 'audio/aac'
}
