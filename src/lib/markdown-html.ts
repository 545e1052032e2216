import type sanitizeHtml from 'sanitize-html'
import { lazily } from './lazily.ts'

const sanitizer = lazily<typeof sanitizeHtml>('sanitize-html')

/** A piece of a text and what stands there instead; nothing when it is cut. */
export interface Edit {
  start: number
  end: number
  text: string
}

const ATTRIBUTES: Record<string, string[]> = {
  a: ['href', 'title'],
  details: ['open'],
  img: ['src', 'alt', 'title', 'width', 'height'],
  p: ['align'],
}

/** Every tag of raw HTML that a text may have. Without attributes, unless named above. */
export const TAGS =
  'a b br code del details em hr i img ins kbd mark p s samp small strong sub summary sup u'.split(' ')
const allowed = new Set(TAGS)

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: ATTRIBUTES,
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
}

const ATTRIBUTE = String.raw`\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\s*=\s*(?:[^"'=<>\`\x00-\x20]+|'[^']*'|"[^"]*"))?`
/** A tag as CommonMark defines it. */
const TAG = new RegExp(String.raw`<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:${ATTRIBUTE})*)\s*\/?>`, 'y')
/** What a browser could still take for markup, up to its end as far as that can be told. */
const STRAY = /<(?:[a-zA-Z/!?][^<>]*>?)?/y
/** Their content is not for readers. */
const CLOSERS: Record<string, RegExp> = { script: /<\/script\s*>/gi, style: /<\/style\s*>/gi }

/**
 * What to change in raw HTML, so that every `<` in it is that of an allowed tag, with allowed attributes only. Comments
 * go, and scripts and styles with their content; of everything else the content stays.
 */
export function htmlEdits(html: string): Edit[] {
  const endings = new Endings(html)
  const edits: Edit[] = []
  for (let start = html.indexOf('<'); start >= 0; ) {
    const piece = cleanAt(html, start, endings)
    if (piece.text !== html.slice(start, piece.end)) edits.push(piece)
    start = html.indexOf('<', piece.end)
  }
  return edits
}

/** Looks for what ends a construct. What is not found once is not looked for again: that bounds the time. */
export class Endings {
  readonly #html: string
  readonly #missing = new Set<RegExp>()

  constructor(html: string) {
    this.#html = html
  }

  /** Where the first match after `from` ends; -1 when there is none. */
  after(pattern: RegExp, from: number): number {
    if (this.#missing.has(pattern)) return -1
    if (matchAt(pattern, this.#html, from)) return pattern.lastIndex
    this.#missing.add(pattern)
    return -1
  }
}

const COMMENT_END = /-->/g

/** What the `<` at `start` begins, and what may stay of it. */
export function cleanAt(html: string, start: number, endings: Endings): Edit {
  if (html.startsWith('<!--', start)) {
    const end = endings.after(COMMENT_END, start + 4)
    if (end >= 0) return { start, end, text: '' }
  }
  const tag = matchAt(TAG, html, start)
  if (!tag) return { start, end: start + (matchAt(STRAY, html, start)?.[0].length ?? 1), text: '' }
  const [whole, slash = '', written = ''] = tag
  const name = written.toLowerCase()
  const end = start + whole.length
  const closer = slash ? undefined : CLOSERS[name]
  const closed = closer ? endings.after(closer, end) : -1
  return closed >= 0 ? { start, end: closed, text: '' } : { start, end, text: cleanTag(tag, name) }
}

/** The tag itself where nothing is wrong with it, what the library leaves of it otherwise. */
function cleanTag([whole = '', slash, , attributes]: RegExpExecArray, name: string): string {
  if (!allowed.has(name)) return ''
  if (!attributes) return whole
  // A closing tag has no attributes.
  if (slash) return `</${name}>`
  const clean = sanitized(whole).replace(new RegExp(`</${name}>$`), '')
  return clean.replace(/ \/>$/, '>') === whole ? whole : clean
}

const MOST_KNOWN = 1000
const known = new Map<string, string>()

/** Tags are repeated, and the library takes longer to make itself ready than to read one. */
function sanitized(tag: string): string {
  const clean = known.get(tag) ?? sanitizer()(tag, OPTIONS)
  if (known.size >= MOST_KNOWN) known.clear()
  if (tag.length < 200) known.set(tag, clean)
  return clean
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
