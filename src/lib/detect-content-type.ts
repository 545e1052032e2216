import { recogniseMarkup } from './detect-markup.ts'
import { fileTypeOf } from './file-type.ts'

const MARKUP: Record<string, string> = {
  'an HTML page': 'text/html',
  'an SVG image': 'image/svg+xml',
  'an XML document': 'application/xml',
  'a PDF document': 'application/pdf',
}

/** What a text may be declared as: none of it makes a browser run something. */
const TEXTS =
  /^(text\/(plain|csv|markdown|tab-separated-values|calendar|vcard)|application\/(json|x-ndjson|yaml|toml))$/

/**
 * The type of a file by its first bytes. What a text is, its bytes do not tell: there what was declared counts. All
 * else without a known type is `application/octet-stream`.
 */
export async function detectContentType(head: Buffer, declared: string): Promise<string> {
  const markup = MARKUP[recogniseMarkup(head) ?? '']
  if (markup) return markup
  const type = await fileTypeOf(head)
  if (type) return type.mime
  if (!isText(head)) return 'application/octet-stream'
  return TEXTS.test(declared) ? declared : 'text/plain'
}

/** UTF-8 without the control characters that no text has; its last character may be cut off. */
function isText(head: Buffer): boolean {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return false
  const text = new TextDecoder().decode(head, { stream: true })
  return !text.includes('\ufffd')
}
