import { markdownEdits } from './markdown-edits.ts'
import { type Edit, TAGS } from './markdown-html.ts'
import { newBudget, TooComplex } from './markdown-reader.ts'
import { multiLine } from './text.ts'

/** A cut can bring forth what was hidden in pieces: `<scr<b x>ipt>`. More often than this, it is meant to. */
const MAX_ROUNDS = 4

/** Without any of these there is neither raw HTML nor an address, and nothing to read. */
const SUSPECT = /<[a-zA-Z/!?]|\]\s*\(|\]:/

/**
 * Markdown that may be shown to others, whatever was sent: raw HTML without tags that are not allowed, links and images
 * without addresses that are not http, https, mailto or relative. What is not allowed is cut, what is around it stays as
 * it was sent, byte for byte. Cleaning twice is cleaning once. Throws `TooComplex` when it takes longer to read than what people write.
 */
export function cleanMarkdown(text: string): string {
  const budget = newBudget()
  let clean = text
  for (let round = 0; SUSPECT.test(clean); round++) {
    const edits = markdownEdits(clean, budget)
    if (edits.length === 0) return clean
    if (round === MAX_ROUNDS) throw new TooComplex()
    clean = edited(clean, edits).normalize('NFC').trim()
  }
  return clean
}

function edited(source: string, edits: readonly Edit[]): string {
  let reached = 0
  let result = ''
  for (const { start, end, text } of edits) {
    result += source.slice(reached, start) + text
    reached = end
  }
  return result + source.slice(reached)
}

/** For the descriptions of such texts. */
export const ALLOWED_MARKUP =
  'Sanitised before it is stored: what is not allowed is cut, the rest stays as it was sent. Raw HTML can have the tags ' +
  `${TAGS.join(', ')}, with the attributes href and title, src, alt, width and height, open, align. ` +
  'Addresses are http, https, mailto or relative'

interface Limits {
  min?: number
  /** In characters. */
  max: number
  /** In UTF-8. */
  maxBytes?: number
}

/** A text of several lines in Markdown, cleaned as `cleanMarkdown` says; both what is sent and what is left fit the limits. */
export function markdown({ min, max, maxBytes = Infinity }: Limits) {
  const text = multiLine({ min, max }).refine(
    (value) => Buffer.byteLength(value) <= maxBytes,
    `must have at most ${maxBytes} bytes`,
  )
  return text.check((payload) => {
    if (payload.issues.length > 0) return
    const refuse = (message: string) =>
      payload.issues.push({ code: 'custom', message, input: payload.value, path: [] })
    try {
      payload.value = cleanMarkdown(payload.value)
    } catch (thrown) {
      if (!(thrown instanceof TooComplex)) throw thrown
      refuse('is too complex; use fewer levels of quotes, lists, brackets and tags')
      return
    }
    for (const { message } of text.safeParse(payload.value).error?.issues ?? []) {
      refuse(`${message} when what is not allowed is cut`)
    }
  })
}
