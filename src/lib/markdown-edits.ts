import type { MarkdownIt } from 'markdown-it'
import type { Edit } from './markdown-html.ts'
import type { Findings } from './markdown-notes.ts'
import { linesOf } from './markdown-places.ts'
import { type Reading, reader } from './markdown-reader.ts'

const COMMONMARK: Reading = { tables: false, indentedCode: true, bareAddresses: false, wary: false }

function reading(differences: Partial<Reading>, isFor: (text: string) => boolean) {
  let md: MarkdownIt | undefined
  return {
    isFor,
    // Made for the first text that comes.
    parser(): MarkdownIt {
      md ??= reader({ ...COMMONMARK, ...differences })
      return md
    },
  }
}

/** The ways to read a text that decide what in it is text, code or markup: all of them have to find nothing. */
const readings = [
  reading({}, () => true),
  // Pipes come before code.
  reading({ tables: true }, (text) => text.includes('|')),
  reading({ wary: true }, () => true),
  // Below a footnote, what is indented is a paragraph.
  reading({ wary: true, indentedCode: false }, (text) => /^[ \t>]*\[\^/m.test(text)),
  // Addresses come before code and before escapes.
  reading({ tables: true, bareAddresses: true }, (text) => /(?::\/\/|www\.)[^\s<]*[`\\]/i.test(text)),
]

/** What has to change in a text by the first reading that finds something; in the order of the text, apart. */
export function markdownEdits(text: string, budget: Findings['budget']): Edit[] {
  for (const { parser, isFor } of readings) {
    if (!isFor(text)) continue
    const findings: Findings = { edits: [], lines: linesOf(text), base: 0, searched: 0, budget }
    parser().parse(text, { references: {}, findings })
    if (findings.edits.length > 0) return apart(findings.edits)
  }
  return []
}

function apart(edits: Edit[]): Edit[] {
  let reached = 0
  return edits
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ start, end }) => {
      if (start < reached) return false
      reached = end
      return true
    })
}
