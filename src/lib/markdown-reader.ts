import type createParser from 'markdown-it'
import type { MarkdownIt, Token } from 'markdown-it'
import { lazily } from './lazily.ts'
import { Endings } from './markdown-html.ts'
import { BLOCK_NOTES, type Env, type Findings, INLINE_NOTES } from './markdown-notes.ts'
import { placesOf } from './markdown-places.ts'
import { bareAddress, beWary, eachSpecial, wrapBlock, wrapInline } from './markdown-rules.ts'

const markdownIt = lazily<typeof createParser>('markdown-it')

/** A text that takes longer to read than one that people write: nested too deeply, or made of what never ends. */
export class TooComplex extends Error {}

/** Levels of the parser: one for a quote or a bracket, two for a list. */
const MAX_DEPTH = 100

/** How often the parser may look at something, over all readings of a text. */
const MAX_STEPS = 200_000

export const newBudget = (): Findings['budget'] => ({ steps: MAX_STEPS })

/** In what renderers differ. */
export interface Reading {
  tables: boolean
  indentedCode: boolean
  /** An address is a link also without brackets, up to the next space, whatever is in it. */
  bareAddresses: boolean
  /** Takes as little as possible for code, raw HTML or a definition: where these begin and end is often mistaken. */
  wary: boolean
}

/** A parser for one reading of Markdown that notes what has to go, with its place in the source. */
export function reader({ tables, indentedCode, bareAddresses, wary }: Reading): MarkdownIt {
  const md = markdownIt()({ html: true, maxNesting: MAX_DEPTH + 1 })
  // What is found is judged here, as it stands.
  md.validateLink = () => true
  md.normalizeLink = (address) => address
  md.normalizeLinkText = (text) => text
  // None of these changes what is a link, markup or code.
  md.disable(['linkify', 'replacements', 'smartquotes', 'text_join', 'emphasis', 'strikethrough', 'entity'])
  md.disable(['balance_pairs', 'fragments_join'])
  if (!tables) md.disable('table')
  if (!indentedCode) md.disable('code')
  if (wary) beWary(md)
  const alt = ['paragraph', 'reference', 'blockquote', 'list']
  md.block.ruler.before('table', 'limits', keepLimits, { alt })
  md.inline.ruler.before('text', 'limits', keepLimits)
  if (bareAddresses) md.inline.ruler.before('text', 'bare-address', bareAddress)
  md.core.ruler.at('inline', ({ tokens, env }) => readInlines(md, tokens, env as Env))
  eachSpecial(md)
  for (const [name, note] of Object.entries(BLOCK_NOTES)) {
    wrapBlock(
      md,
      name,
      (fn) => (state, start, end, silent) =>
        silent ? fn(state, start, end, true) : note(state, start, () => fn(state, start, end, false)),
    )
  }
  for (const [name, note] of Object.entries(INLINE_NOTES)) {
    wrapInline(
      md,
      name,
      (fn) => (state, silent) => (silent ? fn(state, true) : note(state, () => fn(state, false))),
    )
  }
  return md
}

/** A rule that never fits: it is asked before every other one. */
function keepLimits({ level, env }: { level: number; env: object }): false {
  const { budget } = (env as Env).findings
  budget.steps--
  if (level >= MAX_DEPTH || budget.steps < 0) throw new TooComplex()
  return false
}

function readInlines(md: MarkdownIt, tokens: Token[], env: Env): void {
  const { findings } = env
  let row: { line: number; cell: { from: number } } | undefined
  for (const { type, map, content, children } of tokens) {
    if (type === 'tr_open') row = { line: map?.[0] ?? 0, cell: { from: 0 } }
    if (type === 'tr_close') row = undefined
    if (type !== 'inline') continue
    const place = placesOf(findings.lines, content, row?.line ?? map?.[0] ?? 0, row?.cell)
    findings.inline = { ...place, endings: new Endings(content) }
    findings.base = 0
    md.inline.parse(content, md, env, children ?? [])
  }
}
