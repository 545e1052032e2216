import pg from 'pg'
import { encodeCursor } from '../../src/lib/cursor.ts'

/** How many listings of an organisation a filter leaves, and the cursor of the one in the middle. */
export async function middleOf(
  url: string,
  orgId: string,
  filter: Record<string, string> = {},
): Promise<{ count: number; cursor: string }> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  const where = ['org_id = $1', ...Object.keys(filter).map((name, at) => `${name} = $${at + 2}`)].join(
    ' and ',
  )
  const values = [orgId, ...Object.values(filter)]
  try {
    const { rows: counted } = await client.query(
      `select count(*)::int as n from listings where ${where}`,
      values,
    )
    const count: number = counted[0].n
    const { rows } = await client.query<{ at: string; id: string }>(
      `select to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, id from listings where ${where}
       order by created_at desc, id desc offset ${Math.floor(count / 2)} limit 1`,
      values,
    )
    return { count, cursor: encodeCursor(rows[0] as { at: string; id: string }) }
  } finally {
    await client.end()
  }
}
