import { enter } from '../../database/tenancy.ts'
import type { Tx } from '../context.ts'
import { notFound } from '../errors.ts'
import type { Desk } from './require-desk.ts'

/** What is decided about, by its table. */
const SUBJECTS = { listings: 'Listing', files: 'File', reports: 'Report' } as const

/**
 * The organisation in which a desk decides about a row: its own, which the transaction has entered; for the staff of the
 * platform that of the row, which they enter here. Their transaction sees everything. No such row: 404.
 */
export async function enterOrgOf(
  tx: Tx,
  desk: Desk,
  table: keyof typeof SUBJECTS,
  id: string,
): Promise<string> {
  if (desk.orgId !== undefined) return desk.orgId
  const [found] = await tx.execute<{ org_id: string }[]>(`select org_id from ${table} where id = ?`, [id])
  if (!found) throw notFound(SUBJECTS[table])
  await enter(tx, { orgId: found.org_id })
  return found.org_id
}
