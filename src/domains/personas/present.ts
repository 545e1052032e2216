import { isoTime } from '../../database/json.ts'
import { type Reads, statement } from '../../database/sql.ts'
import { orgId, personaId } from '../../lib/public-id.ts'
import { notFound } from '../errors.ts'
import type { Persona } from './schema.ts'

/** SQL that builds the `Persona` of a row; `p` is `personas`. */
export const persona = `json_build_object(
  'personaId', ${personaId.sql('p.id')}, 'orgId', ${orgId.sql('p.org_id')}, 'slug', p.slug, 'name', p.name,
  'description', p.description, 'forkedFrom', ${personaId.sql('p.forked_from')},
  'createdAt', ${isoTime('p.created_at')}, 'updatedAt', ${isoTime('p.updated_at')})`

const one = statement<{ persona: Persona }>(
  `select ${persona} as persona from personas p where p.id = $1 and p.org_id = $2`,
)

/** A persona of an organisation. 404 for one of another. */
export async function readPersona(reads: Reads, orgId: string, id: string): Promise<Persona> {
  const row = await reads.one(one, [id, orgId])
  if (!row) throw notFound('Persona')
  return row.persona
}
