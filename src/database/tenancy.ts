import type { EntityManager } from '@mikro-orm/postgresql'
import type { Actor } from '../auth/actor.ts'

/**
 * Whose rows of the tenants' tables a transaction sees: those of one organisation, and those that are a person's own
 * in all of theirs. Without either these tables are empty, whatever a statement asks for.
 */
export interface Tenant {
  orgId?: string
  userId?: string
  /** Rows of all tenants, to be read and not changed: what is published, or (for staff and jobs) everything. */
  sees?: 'published' | 'everything'
  /** The person is shadow-banned: what they read counts in what only they see. For reads alone. */
  asAuthor?: boolean
}

/** What the caller alone opens. A key acts for its organisation; a session has to enter one. */
export function tenantOf(actor: Actor | { kind: 'system' } | undefined): Tenant {
  switch (actor?.kind) {
    case 'session':
      return { userId: actor.userId }
    case 'key':
      return { userId: actor.userId, orgId: actor.orgId }
    default:
      return {}
  }
}

const VARIABLES = { orgId: 'gourd.org_id', userId: 'gourd.user_id', sees: 'gourd.sees' } as const

/** Lets an open transaction see the rows of a tenant, until it ends. What is not named stays as it was. */
export async function enter(tx: EntityManager, tenant: Tenant): Promise<void> {
  const settings = settingsOf(tenant)
  if (settings.length === 0) return
  const calls = settings.map(() => 'set_config(?, ?, true)').join(', ')
  await tx.execute(`select ${calls}`, settings.flat())
}

/** SQL that begins a transaction which sees the rows of a tenant and changes nothing. */
export const beginReadingAs = (tenant: Tenant): string =>
  [
    'begin read only',
    ...settingsOf(tenant).map(([name, value]) => `set local ${name} = '${value}'`),
    ...(tenant.asAuthor ? ['set local search_path = as_author, public'] : []),
  ].join('; ')

function settingsOf(tenant: Tenant): [name: string, value: string][] {
  const ids = (['orgId', 'userId'] as const).flatMap((key) => {
    const id = tenant[key]
    if (id === undefined) return []
    if (!UUID.test(id)) throw new Error(`${key} has to be a UUID.`)
    return [[VARIABLES[key], id] as [string, string]]
  })
  return tenant.sees ? [...ids, [VARIABLES.sees, tenant.sees]] : ids
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
