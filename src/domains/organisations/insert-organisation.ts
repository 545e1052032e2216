import { randomBytes } from 'node:crypto'
import { enter } from '../../database/tenancy.ts'
import { slugOf } from '../../lib/slug.ts'
import type { Services, Tx } from '../context.ts'

export interface NewOrganisation {
  id: string
  name: string
  /** Who owns it. */
  ownerId: string
  /** Whether it is the owner's own one. */
  isPersonal: boolean
}

const INSERT = `
  insert into organisations (id, personal_user_id, slug, name, created_at, updated_at)
  values (?, ?, ?, ?, ?, ?) on conflict (slug) do nothing returning id`
const INSERT_OWNER = `
  insert into organisation_members (org_id, user_id, role, joined_at) values (?, ?, 'owner', ?)`

/** Enters a new organisation and stores it with its owner. A taken slug gets a tail. */
export async function insertOrganisation(
  tx: Tx,
  { app }: { app: Pick<Services, 'clock'> },
  { id, name, ownerId, isPersonal }: NewOrganisation,
): Promise<void> {
  const now = app.clock.now()
  const base = slugOf(name, 'org')
  await enter(tx, { orgId: id })
  for (let slug = base; ; slug = tailed(base)) {
    const values = [id, isPersonal ? ownerId : null, slug, name, now, now]
    if ((await tx.execute<object[]>(INSERT, values)).length > 0) break
  }
  await tx.execute(INSERT_OWNER, [id, ownerId, now])
}

/** By chance, not by number: that would tell how many others have the name. */
const tailed = (slug: string): string =>
  `${slug.slice(0, 91).replace(/-$/, '')}-${randomBytes(4).toString('hex')}`
