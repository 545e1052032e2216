import type { Tx } from '../context.ts'

const RUNS = `
  select from organisation_members where org_id = ? and user_id = ? and role in ('owner', 'admin')`

/** Whether somebody is an owner or admin of the organisation that the transaction has entered. */
export const runsOrganisation = async (tx: Tx, orgId: string, userId: string): Promise<boolean> =>
  (await tx.execute<object[]>(RUNS, [orgId, userId])).length > 0
