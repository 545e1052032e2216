import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { nextBlank, noteRawHtml } from './markdown-notes.ts'

/** What cannot be a tag of HTML and still is markup. */
const SPECIALS = ['<!--', '<![', '<!', '<?']

/**
 * Lets the parser look for the end of each kind of comments and instructions. By itself, it looks for none any more when
 * one kind has no end, also before the place where it found that out.
 */
export function eachSpecial(md: MarkdownIt): void {
  /** From where on a kind has no end. */
  const endless = new WeakMap<StateInline, Map<string, number>>()
  wrapInline(md, 'html_inline', (fn) => (state, silent) => {
    const { src, pos } = state
    const kind = SPECIALS.find((it) => src.startsWith(it, pos))
    if (!kind) return fn(state, silent)
    const from = endless.get(state) ?? new Map<string, number>()
    endless.set(state, from)
    state.skipHtmlSpecial = pos >= (from.get(kind) ?? Infinity)
    const isRead = fn(state, silent)
    if (state.skipHtmlSpecial) from.set(kind, Math.min(pos, from.get(kind) ?? Infinity))
    return isRead
  })
}

const BACKTICK = 0x60
const BACKSLASH = 0x5c
const MAX_ADDRESS = 500

/** A rule for backticks and backslashes in an address: they are part of it. */
export function bareAddress(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  const code = src.charCodeAt(pos)
  if (code !== BACKTICK && code !== BACKSLASH) return false
  let start = pos
  while (start > 0 && pos - start < MAX_ADDRESS && !/[\s<]/.test(src.charAt(start - 1))) start--
  if (!/(?::\/\/|www\.)./i.test(src.slice(start, pos))) return false
  if (!silent) state.pending += src.charAt(pos)
  state.pos++
  return true
}

/** A line from its first character on. */
const lineOf = ({ src, bMarks, tShift, eMarks }: StateBlock, line: number): string =>
  src.slice((bMarks[line] ?? 0) + (tShift[line] ?? 0), eMarks[line])

/** Whether before this line stands a blank one, and in it nothing but spaces and the marks of quotes. */
function followsBlank({ src, bMarks, tShift }: StateBlock, line: number): boolean {
  const first = (bMarks[line] ?? 0) + (tShift[line] ?? 0)
  return /\n[ \t>]*\n[ \t>]*$/.test(
    src.slice(src.lastIndexOf('\n', src.lastIndexOf('\n', first - 1) - 1), first),
  )
}

/**
 * Code has a blank line before it or ends on the line where it began, nothing is a definition, and what stands in raw HTML
 * is Markdown.
 */
export function beWary(md: MarkdownIt): void {
  md.disable(['html_block', 'reference'])
  wrapBlock(md, 'code', (fn) => (state, start, end, silent) => {
    if (followsBlank(state, start)) return fn(state, start, end, silent)
    const isIndented = (state.sCount[start] ?? 0) - state.blkIndent >= 4
    if (isIndented && lineOf(state, start).startsWith('<')) noteRawHtml(state, start, nextBlank)
    return false
  })
  wrapBlock(md, 'fence', (fn) => (state, start, end, silent) => {
    const isDestination = start > 0 && /\]:\s*$/.test(lineOf(state, start - 1))
    return !isDestination && fn(state, start, end, silent)
  })
  wrapInline(md, 'backticks', (fn) => (state, silent) => {
    const end = state.src.indexOf('\n', state.pos)
    const { posMax } = state
    state.posMax = end < 0 ? posMax : Math.min(end, posMax)
    const isRead = fn(state, silent)
    state.posMax = posMax
    return isRead
  })
}

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean
type InlineRule = (state: StateInline, silent: boolean) => boolean

/** Puts something around a rule of the parser. */
export function wrapBlock(md: MarkdownIt, name: string, around: (fn: BlockRule) => BlockRule): void {
  const rule = md.block.ruler.__rules__.find((it) => it.name === name)
  if (!rule) throw new Error(`the parser has no rule ${name}`)
  md.block.ruler.at(name, around(rule.fn), { alt: rule.alt })
}

export function wrapInline(md: MarkdownIt, name: string, around: (fn: InlineRule) => InlineRule): void {
  const rule = md.inline.ruler.__rules__.find((it) => it.name === name)
  if (!rule) throw new Error(`the parser has no rule ${name}`)
  md.inline.ruler.at(name, around(rule.fn))
}
