import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { forbidden, notFound } from '../errors.ts'

const orgOf = statement<{ org_id: string }>('select org_id from personas where id = $1')

/**
 * The persona has to be one of the organisation. What others offer in public is known to belong to them: 403; every
 * other persona is not there: 404.
 */
export async function requirePersona(ctx: Context, orgId: string, personaId: string): Promise<void> {
  const persona = await ctx.app.sql.within({ orgId, sees: 'published' }).one(orgOf, [personaId])
  if (!persona) throw notFound('Persona')
  if (persona.org_id !== orgId) {
    throw forbidden(
      'This persona belongs to another organisation. Fork its listing to offer one of your own.',
    )
  }
}
