import { type Statement, statement } from '../../database/sql.ts'
import { listingId } from '../../lib/public-id.ts'
import type { Context } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import type { CreateReport, SubjectType } from './schema.ts'

type Owner = Statement<{ owner: string }>

/** Whose each kind of thing is, where the reporter can see it. `$2` is the organisation that they work in. */
const OWNERS: Record<SubjectType, Owner> = {
  user: statement('select id as owner from users where id = $1 and $2::uuid is not null'),
  plugin: statement(`
    select author_id as owner from plugins
    where id = $1 and $2::uuid is not null and deleted_at is null and deactivated_at is null`),
  review: statement(`
    select r.author_id as owner from reviews r
      join plugins p on p.id = r.plugin_id and p.deleted_at is null and p.deactivated_at is null
    where r.id = $1 and $2::uuid is not null`),
  listing: statement(`
    select seller_id as owner from listings where id = $1 and (status = 'published' or org_id = $2)`),
  file: statement(`
    select uploader_id as owner from files where id = $1 and org_id = $2 and status = 'approved'`),
}

/**
 * What is complained about has to be there for the reporter (404) and to be the reported person's (422). Resolves with
 * its UUID.
 */
export async function requireSubject(
  ctx: Context,
  orgId: string,
  { subject_type, subject_id, reported_user_id }: CreateReport,
): Promise<string> {
  const id = uuidOf(subject_type, subject_id)
  const reads = ctx.app.sql.within({ orgId, sees: 'published' })
  const found = await reads.one(OWNERS[subject_type], [id, orgId])
  if (!found) throw notFound(`The reported ${subject_type}`)
  if (found.owner !== reported_user_id.toLowerCase()) {
    throw invalid({ path: 'reported_user_id', message: `this ${subject_type} is not theirs` })
  }
  return id
}

function uuidOf(type: SubjectType, id: string): string {
  const uuid = listingId.decode(id)
  if ((uuid !== undefined) === (type === 'listing')) return uuid ?? id.toLowerCase()
  const message = type === 'listing' ? 'must be the id of a listing (lst_…)' : `must be the UUID of a ${type}`
  throw invalid({ path: 'subject_id', message })
}
