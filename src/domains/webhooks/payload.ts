import { orgId as publicOrgId } from '../../lib/public-id.ts'

export interface Announced {
  /** The event's own, and the `webhook-id` of all its deliveries. */
  id: string
  type: string
  createdAt: Date
  orgId: string
  data: object
}

/** The body of a delivery: written once, so that every attempt sends the same bytes. */
export const payloadOf = ({ id, type, createdAt, orgId, data }: Announced): string =>
  JSON.stringify({
    id,
    type,
    created_at: createdAt.toISOString(),
    org_id: publicOrgId.encode(orgId),
    data,
  })
