import type { RequiredEntityData } from '@mikro-orm/core'
import { PluginEntity } from '../../../entities/index.ts'
import type { Tx } from '../context.ts'
import { isReserved, slugOf } from './slug.ts'

/** The slug with the number `n`: the base itself, then `base-2`, `base-3`…, never over 100 characters. */
const numbered = (n: string) => `
  case when ${n} = 1 then base else rtrim(left(base, 99 - length((${n})::text)), '-') || '-' || ${n} end`

const FIRST_FREE = `
  with recursive candidate (n, base, slug) as (
    select first, base, ${numbered('first')} from (values (?::int, ?::text)) asked (first, base)
    union all
    select n + 1, base, ${numbered('n + 1')} from candidate
    where slug_is_taken(candidate.slug, null)
  )
  select slug from candidate order by n desc limit 1`

/**
 * Stores a new plugin under the first free slug of its name and resolves with that slug. Whoever races for
 * the same one waits for the other transaction and takes the next: this never fails for a taken slug.
 */
export async function insertPlugin(
  tx: Tx,
  plugin: Omit<RequiredEntityData<PluginEntity>, 'slug'> & { name: string },
): Promise<string> {
  const base = slugOf(plugin.name)
  const first = isReserved(base) ? 2 : 1
  for (;;) {
    const slug = await firstFree(tx, base, first)
    const { affectedRows } = await tx
      .createQueryBuilder(PluginEntity)
      .insert({ ...plugin, slug } as RequiredEntityData<PluginEntity>)
      .onConflict('slug')
      .ignore()
      .execute<{ affectedRows: number }>('run')
    if (affectedRows === 1) return slug
  }
}

async function firstFree(tx: Tx, base: string, first: number): Promise<string> {
  const [row] = await tx.execute<{ slug: string }[]>(FIRST_FREE, [first, base])
  if (!row) throw new Error('a recursive query that starts with one row gave none')
  return row.slug
}
