import type { StateBlock, StateInline } from 'markdown-it'
import { cleanAt, type Edit, type Endings, htmlEdits } from './markdown-html.ts'
import { type Lines, type Placed, placed } from './markdown-places.ts'
import { isSafeAddress } from './markdown-url.ts'

/** What is found while one text is read. */
export interface Findings {
  edits: Edit[]
  lines: Lines
  /** The paragraph, heading or cell that is being read. */
  inline?: Placed & { endings: Endings }
  /** Where in it the text begins that is read by itself: that of an image. */
  base: number
  /** The lines before this one were searched for raw HTML. */
  searched: number
  /** What reading may still cost. */
  budget: { steps: number }
}

export type Env = StateInline['env'] & { findings: Findings }
type Tokens = StateInline['tokens']

/** Lets a rule of the parser run, and notes what has to go of what it read. */
export type BlockNote = (state: StateBlock, start: number, run: () => boolean) => boolean
export type InlineNote = (state: StateInline, run: () => boolean) => boolean

const htmlBlock: BlockNote = (state, start, run) => {
  if (!run()) return false
  const { line, lineMax, sCount, blkIndent } = state
  // Not everybody ends it with the list or the quote that it is in.
  const isCutOff = line >= lineMax || (sCount[line] ?? 0) < blkIndent
  noteRawHtml(state, start, isCutOff ? nextBlank : () => line)
  return true
}

/** Takes the lines from `start` on for raw HTML. What was searched before is not searched again. */
export function noteRawHtml(
  state: StateBlock,
  start: number,
  endFrom: (state: StateBlock, line: number) => number,
) {
  const { findings } = state.env as Env
  const first = Math.max(start, findings.searched)
  const end = findings.searched > state.line ? findings.searched : endFrom(state, Math.max(first, state.line))
  findings.searched = Math.max(findings.searched, end)
  const lines = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index)
  const { text, place } = placed(
    state.src,
    lines.map((line) => [firstOf(state, line), endOf(state, line)] as const),
  )
  const edits = htmlEdits(text)
  findings.budget.steps -= edits.length * TAG_STEPS
  for (const edit of edits) findings.edits.push(moved(edit, place))
}

/** The first blank line at or after `from`. */
export function nextBlank({ src, bMarks, eMarks }: StateBlock, from: number): number {
  let line = from
  while (line < eMarks.length - 1 && src.slice(bMarks[line], eMarks[line]).trim() !== '') line++
  return line
}

/** What cleaning a tag costs, in steps of the parser. */
const TAG_STEPS = 20

/** A definition goes as a whole; what referred to it is text then. Of a label, the first definition holds. */
const definition: BlockNote = (state, start, run) => {
  const { references: known = {}, findings } = state.env as Env
  state.env.references = {}
  const ok = run()
  for (const [label, found] of Object.entries(state.env.references)) {
    known[label] ??= found
    if (isSafeAddress(found.href)) continue
    const [first, end] = [firstOf(state, start), endOf(state, state.line - 1)]
    findings.edits.push({ start: first, end, text: '' })
  }
  state.env.references = known
  return ok
}

const firstOf = ({ bMarks, tShift }: StateBlock, line: number): number =>
  (bMarks[line] ?? 0) + (tShift[line] ?? 0)
const endOf = ({ eMarks }: StateBlock, line: number): number => eMarks[line] ?? 0

const html: InlineNote = (state, run) => {
  const start = state.pos
  if (!run()) return false
  const { inline, base, edits, budget } = (state.env as Env).findings
  if (!inline) return true
  const edit = cleanAt(inline.text, base + start, inline.endings)
  if (edit.text === inline.text.slice(edit.start, edit.end)) return true
  budget.steps -= TAG_STEPS
  edits.push(moved(edit, inline.place))
  return true
}

const autolink: InlineNote = (state, run) => {
  const start = state.pos
  const before = state.tokens.length
  if (!run()) return false
  if (isSafeAddress(addressOf(state.tokens.slice(before)))) return true
  cut(state, start, start + 1)
  cut(state, state.pos - 1, state.pos)
  return true
}

const link: InlineNote = (state, run) => {
  const start = state.pos
  const before = state.tokens.length
  if (!run()) return false
  if (!isSafeAddress(addressOf(state.tokens.slice(before, before + 2)))) cutLink(state, start, start)
  return true
}

const image: InlineNote = (state, run) => {
  const start = state.pos
  const { findings } = state.env as Env
  const { base } = findings
  // The text of an image is read by itself.
  findings.base = base + start + '!['.length
  const ok = run()
  findings.base = base
  if (ok && !isSafeAddress(addressOf(state.tokens.slice(-1)))) cutLink(state, start, start + 1)
  return ok
}

/** Where the link or image among these tokens leads; nowhere when that is said by a definition, which is judged itself. */
function addressOf(tokens: Tokens): string {
  const token = tokens.find(({ type }) => type === 'link_open' || type === 'image')
  return token?.meta?.label === undefined ? String(token?.attrs?.[0]?.[1] ?? '') : ''
}

/** Leaves the text of a link or image whose bracket is at `bracket`. It was just read. */
function cutLink(state: StateInline, start: number, bracket: number): void {
  const textEnd = state.md.helpers.parseLinkLabel(state, bracket, bracket === start)
  cut(state, start, bracket + 1)
  cut(state, textEnd, state.pos)
}

/** Puts `text` in the place of what a state reads from `start` to `end`. */
function cut({ env }: StateInline, start: number, end: number, text = ''): void {
  const { inline, base, edits } = (env as Env).findings
  if (inline) edits.push(moved({ start: base + start, end: base + end, text }, inline.place))
}

/** An edit of a part of the source as one of the source. */
const moved = ({ start, end, text }: Edit, place: Placed['place']): Edit => ({
  start: place(start),
  end: place(end - 1) + 1,
  text,
})

/** By the name of the rule. */
export const BLOCK_NOTES: Record<string, BlockNote> = { html_block: htmlBlock, reference: definition }
export const INLINE_NOTES: Record<string, InlineNote> = { html_inline: html, autolink, link, image }
