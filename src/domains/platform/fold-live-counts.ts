import { statement } from '../../database/sql.ts'
import type { Services } from '../context.ts'

/** In one statement: whoever counts meanwhile finds either all of the changes or their sum. */
const fold = statement(`
  with many as (
    select counted, category_id from live_counts group by counted, category_id having count(*) > 1
  ), gone as (
    delete from live_counts c using many m
    where c.counted = m.counted and c.category_id is not distinct from m.category_id
    returning c.counted, c.category_id, c.delta
  )
  insert into live_counts (counted, category_id, delta)
  select counted, category_id, sum(delta) from gone group by counted, category_id having sum(delta) <> 0`)

/** Puts sums in the place of the many changes that the public totals are made of. Changes no total. */
export async function foldLiveCounts({ sql }: Pick<Services, 'sql'>): Promise<void> {
  await sql.all(fold)
}
