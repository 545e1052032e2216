import type { Result, Run } from './run.ts'
import { type Check, holds, type Row } from './scenario.ts'

/** The tables of a run as a document. */
export const markdownOf = ({ machine, size, rounds, seconds, results }: Run): string =>
  `${[
    '# Figures of one run',
    'Written by `npm run bench -- --markdown FILE`; what they mean is in `performance.md`.',
    `${machine}. ${Object.entries(size)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}; ${rounds} rounds of ${seconds} s.`,
    '## What was demanded',
    demandedOf(results),
    ...results.map(sectionOf),
  ].join('\n\n')}\n`

const sectionOf = ({ name, title, busyPercent, stolenPercent, workMs, rows, error = '' }: Result): string =>
  [
    `## ${name}`,
    `${title}. Just before, ${busyPercent} % of the machine was busy, and the measure of work took ${workMs} ms.${
      stolenPercent === undefined ? '' : ` Meanwhile the host gave ${stolenPercent} % to others.`
    }`,
    error,
    tableOf(rows),
    listOf(rows.map(({ subject, about }) => `**${subject}**: ${about}`)),
  ]
    .filter((part) => part !== '')
    .join('\n\n')

function demandedOf(results: readonly Result[]): string {
  const checks = results.flatMap(({ name, rows }) =>
    rows.flatMap(({ checks = [] }) => checks.map((check) => ({ name, check }))),
  )
  return asTable([
    ['scenario', 'figure', 'demanded', 'measured', ''],
    ['---', '---', '---:', '---:', '---'],
    ...checks.map(({ name, check }) => [
      name,
      check.what,
      boundsOf(check),
      String(check.value),
      holds(check) ? '' : '**missed**',
    ]),
  ])
}

const asTable = (lines: string[][]): string => lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const boundsOf = ({ atMost, atLeast }: Check): string =>
  atLeast === undefined ? `≤ ${atMost}` : `${atLeast} … ${atMost}`

function tableOf(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))]
  if (columns.length === 0) return ''
  return asTable([
    ['', ...columns],
    ['---', ...columns.map(() => '---:')],
    ...rows.map(({ subject, figures }) => [subject, ...columns.map((name) => String(figures[name] ?? ''))]),
  ])
}

const listOf = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n')
