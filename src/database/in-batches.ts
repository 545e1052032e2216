import type pg from 'pg'
import { inGroups } from '../lib/in-groups.ts'
import { askBatch } from './batch.ts'
import type { Statement } from './sql.ts'

/** The rows a statement gives, to whoever may wait for a batch of its questions. */
export type AskInBatches = <Row>(statement: Statement<Row>, values: unknown[]) => Promise<Row[]>

/** So many batches of a statement are on their way at once. */
const AT_ONCE = 2
/** Questions that take longer are not worth a wait for others: what is saved is a message. */
const SLOW_MS = 50
/** What the last batch counts of that: one that was slow, because the machine is busy, does not decide. */
const WEIGHT = 0.2
/** So many questions of a statement that is slow go on their own, then a batch is tried again. */
const ALONE = 100

interface Asked {
  ask(values: unknown[]): Promise<unknown[]>
  /** How long a question took lately. */
  ms: number
  /** How many are still to be asked alone. */
  alone: number
}

/**
 * Asks statements in batches: what comes while batches run goes into the next one, and equal questions in a batch are asked
 * once, so their rows are to be read and not changed. Nobody gets an answer to a question that was sent before they asked.
 * What failed for one failed for all: each is then asked `alone`, as is what turns out to be slow.
 */
export function inBatches(pool: pg.Pool, types: pg.CustomTypesConfig, alone: AskInBatches): AskInBatches {
  const statements = new Map<string, Asked>()
  const askedBy = ({ name, text }: Statement<unknown>): Asked => {
    const asked: Asked = {
      ask: inGroups(async (questions: readonly unknown[][]) => {
        const started = performance.now()
        const answers = await askOnce(pool, { name, text, types }, questions)
        asked.ms += WEIGHT * ((performance.now() - started) / questions.length - asked.ms)
        if (asked.ms > SLOW_MS) asked.alone = ALONE
        return answers
      }, AT_ONCE),
      ms: 0,
      alone: 0,
    }
    statements.set(name, asked)
    return asked
  }
  return async <Row>(statement: Statement<Row>, values: unknown[]) => {
    const asked = statements.get(statement.name) ?? askedBy(statement)
    if (asked.alone > 0) {
      asked.alone -= 1
      return alone(statement, values)
    }
    const rows = await asked.ask(values).catch(() => undefined)
    return (rows as Row[] | undefined) ?? alone(statement, values)
  }
}

async function askOnce(
  pool: pg.Pool,
  config: pg.QueryConfig,
  questions: readonly unknown[][],
): Promise<unknown[][]> {
  const keys = questions.map((values) => JSON.stringify(values))
  const asked = new Map(keys.map((key, place) => [key, questions[place] as unknown[]]))
  const rows = await askBatch<unknown>(pool, config, [...asked.values()])
  const answers = new Map([...asked.keys()].map((key, place) => [key, rows[place] as unknown[]]))
  return keys.map((key) => answers.get(key) as unknown[])
}
