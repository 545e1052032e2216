import type { Result, Run } from './run.ts'
import { holds, type Row } from './scenario.ts'

/** The tables of a run as a document. */
export const markdownOf = ({ machine, size, rounds, seconds, results }: Run): string =>
  `${[
    '# Figures of one run',
    'Written by `npm run bench -- --markdown FILE`; what they mean is in `performance.md`.',
    `${machine}. ${Object.entries(size)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}; ${rounds} rounds of ${seconds} s.`,
    ...results.map(sectionOf),
  ].join('\n\n')}\n`

const sectionOf = ({ name, title, busyPercent, workMs, rows }: Result): string =>
  [
    `## ${name}`,
    `${title}. Just before, ${busyPercent} % of the machine was busy, and the measure of work took ${workMs} ms.`,
    tableOf(rows),
    listOf(rows.map(({ subject, about }) => `**${subject}**: ${about}`)),
    listOf(
      rows.flatMap(({ checks = [] }) =>
        checks.map((check) => {
          const { what, value, atMost, atLeast } = check
          const bounds = atLeast === undefined ? `≤ ${atMost}` : `${atLeast} … ${atMost}`
          return `${holds(check) ? 'holds' : '**missed**'}: ${what}: ${value} (demanded ${bounds})`
        }),
      ),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')

function tableOf(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))]
  if (columns.length === 0) return ''
  return [
    ['', ...columns],
    ['---', ...columns.map(() => '---:')],
    ...rows.map(({ subject, figures }) => [subject, ...columns.map((name) => String(figures[name] ?? ''))]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const listOf = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n')
