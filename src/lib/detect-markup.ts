/** What browsers take for a page, wherever it comes from: the first tag decides (WHATWG MIME Sniffing). */
const STARTS: [RegExp, string][] = [
  [
    /^<(!doctype html|html|head|body|script|iframe|style|title|meta|link|h1|div|font|table|form|base|object|embed|img|input|a|b|br|p)(?=[\s>/]|$)/i,
    'an HTML page',
  ],
  [/^<!--/, 'an HTML page'],
  [/^<svg(?=[\s>/:]|$)/i, 'an SVG image'],
  [/^<\?xml[\s\S]*<svg(?=[\s>/:])/i, 'an SVG image'],
  [/^<\?xml[\s\S]*<html(?=[\s>/])/i, 'an HTML page'],
  [/^<(\?xml|!doctype)(?=\s)/i, 'an XML document'],
  [/^<\?(php|=)/i, 'a PHP script'],
  [/^#!/, 'a script'],
  [/^%PDF-/, 'a PDF document'],
  [/^%!PS/, 'a PostScript document'],
  [/^\{\\rtf/, 'an RTF document'],
]

/** What gives the language of a text away. Prose, numbers and keys match none of it. */
const SCRIPTS: [RegExp, string][] = [
  [/<(html|body|script|iframe|svg)[\s>/]/i, 'an HTML page'],
  [/<\?php\s/i, 'a PHP script'],
  [/^[ \t]*(@echo (off|on)|setlocal|rem )/im, 'a script'],
  [/^[ \t]*['"]use strict['"]/m, 'a script'],
  [/^[ \t]*(export |async )?(function\*? \w+ ?\(|class \w+ .*\{)/m, 'a script'],
  [/^[ \t]*(export )?(const|let|var) [\w{[$].*=/m, 'a script'],
  [/^[ \t]*(import|export) .*['"{*]/m, 'a script'],
  [/^[ \t]*(import \w[\w.]*$|from [\w.]+ import |def \w+\(.*\).*:\s*$)/m, 'a script'],
  [/^[ \t]*[;(!]?\(?(function ?\(|\([\w, ]*\) ?=>)/m, 'a script'],
  [/\b(console\.log|document\.\w+|window\.\w+|eval|alert|require|WScript\.\w+)\(/i, 'a script'],
  [/^[ \t]*(param ?\(|Write-(Host|Output) |Set-StrictMode|#requires )/im, 'a script'],
]

/** Names the web page, script or document that the bytes are, if they are one. Looks through encodings and leading space. */
export function recogniseMarkup(head: Buffer): string | undefined {
  const text = decode(head).trimStart()
  const start = STARTS.find(([pattern]) => pattern.test(text))
  if (start) return start[1]
  if (!isText(text)) return head.subarray(0, 1024).includes('%PDF-') ? 'a PDF document' : undefined
  return SCRIPTS.find(([pattern]) => pattern.test(text))?.[1]
}

/** By byte order mark, or by where the zero byte of the first character stands: pages also come as UTF-16. */
function decode(head: Buffer): string {
  const [first = -1, second = -1] = head
  if ((first === 0xff && second === 0xfe) || (second === 0 && isAscii(first))) {
    return new TextDecoder('utf-16le').decode(head)
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && isAscii(second))) {
    return new TextDecoder('utf-16be').decode(head)
  }
  return new TextDecoder().decode(head)
}

const isAscii = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d)

/** No text has these control characters; nearly every binary does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const isText = (text: string): boolean => !/[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffd]/.test(text.slice(0, -4))
