import type pg from 'pg'
import { inGroups } from '../lib/in-groups.ts'
import { askBatch } from './batch.ts'
import type { Statement } from './sql.ts'

/** The rows a statement gives, to whoever may wait for a batch of its questions. */
export type AskInBatches = <Row>(statement: Statement<Row>, values: unknown[]) => Promise<Row[]>

/** So many batches of a statement are on their way at once; a slow read does not keep all the others waiting. */
const AT_ONCE = 2

/**
 * Asks statements in batches: what comes while batches run goes into the next one, and equal questions in a batch are asked
 * once, so their rows are to be read and not changed. Nobody gets an answer to a question that was sent before they asked.
 * What failed for one failed for all: each is then asked `alone`.
 */
export function inBatches(pool: pg.Pool, types: pg.CustomTypesConfig, alone: AskInBatches): AskInBatches {
  type Ask = (values: unknown[]) => Promise<unknown[]>
  const asks = new Map<string, Ask>()
  const askOf = ({ name, text }: Statement<unknown>): Ask =>
    inGroups((questions: readonly unknown[][]) => askOnce(pool, { name, text, types }, questions), AT_ONCE)
  return async <Row>(statement: Statement<Row>, values: unknown[]) => {
    const ask = asks.get(statement.name) ?? askOf(statement)
    asks.set(statement.name, ask)
    const rows = await ask(values).catch(() => undefined)
    return (rows as Row[] | undefined) ?? alone(statement, values)
  }
}

async function askOnce(
  pool: pg.Pool,
  config: pg.QueryConfig,
  questions: readonly unknown[][],
): Promise<unknown[][]> {
  const places = new Map<string, number[]>()
  for (const [place, values] of questions.entries()) {
    const key = JSON.stringify(values)
    const same = places.get(key)
    if (same) same.push(place)
    else places.set(key, [place])
  }
  const groups = [...places.values()]
  const asked = groups.map(([place]) => questions[place as number] as unknown[])
  const rows = await askBatch<unknown>(pool, config, asked)
  const answers: unknown[][] = []
  for (const [index, group] of groups.entries()) {
    for (const place of group) answers[place] = rows[index] as unknown[]
  }
  return answers
}
