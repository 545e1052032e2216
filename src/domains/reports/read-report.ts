import type { Tx } from '../context.ts'
import { report, reportSummary } from './present.ts'
import type { Report, ReportSummary } from './schema.ts'

const SUMMARY = `select ${reportSummary} as row from reports r where r.id = ?`
const WHOLE = `select ${report} as row from reports r where r.id = ?`

const read = async <Row>(tx: Tx, sql: string, id: string): Promise<Row> => {
  const [found] = await tx.execute<{ row: Row }[]>(sql, [id])
  if (!found) throw new Error(`The report ${id} is not there for its own transaction.`)
  return found.row
}

/** A report as the transaction leaves it, as lists and events show it. */
export const readSummary = (tx: Tx, id: string): Promise<ReportSummary> => read(tx, SUMMARY, id)

/** A report as the transaction leaves it, with its full text. */
export const readReport = (tx: Tx, id: string): Promise<Report> => read(tx, WHOLE, id)
