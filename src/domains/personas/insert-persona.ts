import { newId } from '../../../entities/index.ts'
import { slugOf } from '../../lib/slug.ts'
import type { Services, Tx } from '../context.ts'

export interface NewPersona {
  orgId: string
  name: string
  description: string | null
  createdBy: string
  /** The persona it is made of. */
  forkedFrom?: string
}

const INSERT = `
  insert into personas (id, org_id, slug, name, description, forked_from, created_by, created_at, updated_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (org_id, slug) do nothing returning id`

/**
 * Stores a persona under the slug of its name, with a number where its organisation has that one already, and resolves
 * with its id. The transaction has to have entered the organisation.
 */
export async function insertPersona(
  tx: Tx,
  { app }: { app: Pick<Services, 'clock'> },
  { orgId, name, description, createdBy, forkedFrom = '' }: NewPersona,
): Promise<string> {
  const id = newId()
  const now = app.clock.now()
  const base = slugOf(name, 'persona')
  for (let n = 1; ; n++) {
    const slug = n === 1 ? base : `${base}-${n}`
    const values = [id, orgId, slug, name, description, forkedFrom || null, createdBy, now, now]
    if ((await tx.execute<object[]>(INSERT, values)).length > 0) return id
  }
}
