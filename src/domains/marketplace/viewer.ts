import type { Tenant } from '../../database/tenancy.ts'
import type { Context } from '../context.ts'

/** Whoever asks sees what is published, and their own that others do not see. */
export const viewerOf = ({ actor }: Context): Tenant => ({
  sees: 'published',
  ...(actor.kind !== 'anonymous' && { userId: actor.userId }),
})
