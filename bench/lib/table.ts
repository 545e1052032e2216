import { type Check, holds, type Row } from './scenario.ts'

/** A scenario's rows as text: the table, what each row is, and the demanded figures. */
export function tableOf(rows: Row[]): string {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))]
  const lines = [
    ['', ...columns],
    ...rows.map(({ subject, figures }) => [subject, ...columns.map((name) => String(figures[name] ?? ''))]),
  ]
  const widths = ['', ...columns].map((_, at) =>
    Math.max(...lines.map((line) => [...(line[at] ?? '')].length)),
  )
  const table = lines.map((line) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  )
  const width = widths[0] ?? 0
  const notes = rows.map(({ subject, about }) => `${subject.padEnd(width)}  ${about}`)
  const checks = rows.flatMap(({ checks }) => checks ?? []).map(verdict)
  return [table, notes, checks]
    .map((part) => part.map((line) => `  ${line.trimEnd()}`).join('\n'))
    .join('\n\n')
}

function verdict(check: Check): string {
  const { what, value, atMost, atLeast } = check
  const bounds = atLeast === undefined ? `≤ ${atMost}` : `${atLeast} … ${atMost}`
  return `${holds(check) ? 'PASS' : 'FAIL'}  ${what}: ${value} (demanded ${bounds})`
}
