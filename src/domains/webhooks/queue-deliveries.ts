import { enter } from '../../database/tenancy.ts'
import type { Services, Tx } from '../context.ts'
import type { DomainEvent } from '../events/index.ts'
import { outsideName, type SourceEventType } from './event-types.ts'
import { insertDeliveries, type NewDelivery } from './insert-deliveries.ts'
import { payloadOf } from './payload.ts'
import { orgOfAuthor, type RegistryEvent, registryData } from './registry-data.ts'

type Event = DomainEvent<SourceEventType>

interface Subscribed {
  id: string
  events: string[]
}

// Locked, so that nobody deletes one before its deliveries are there.
const SUBSCRIBED = `
  select id, array_to_json(events) as events from webhooks
  where org_id = ? and is_active and events && string_to_array(?, ',') for key share`

/** Makes a delivery of each event for each webhook of its organisation that wants it. Twice does no harm. */
export async function queueDeliveries(tx: Tx, ctx: { app: Services }, events: Event[]): Promise<void> {
  const orgOf = await orgsOf(tx, events)
  for (const [orgId, own] of Map.groupBy(events, orgOf)) {
    if (orgId !== undefined) await queueForOrg(tx, ctx, orgId, own)
  }
}

async function queueForOrg(tx: Tx, ctx: { app: Services }, orgId: string, events: Event[]): Promise<void> {
  await enter(tx, { orgId })
  const types = new Set(events.map(({ type }) => outsideName(type)))
  const webhooks = await tx.execute<Subscribed[]>(SUBSCRIBED, [orgId, [...types].join(',')])
  const deliveries: NewDelivery[] = []
  for (const event of events) {
    const type = outsideName(event.type)
    const takers = webhooks.filter((webhook) => webhook.events.includes(type))
    const data = takers.length > 0 && (isOfRegistry(event) ? await registryData(tx, event) : event.data)
    // A review may be gone before anybody was told of it.
    if (!data) continue
    const { id: eventId, createdAt } = event
    const payload = payloadOf({ id: eventId, type, createdAt, orgId, data })
    deliveries.push(...takers.map(({ id }) => ({ webhookId: id, eventId, eventType: type, payload })))
  }
  if (deliveries.length > 0) await insertDeliveries(tx, ctx, orgId, deliveries)
}

/** Whose event it is: of the registry's the author's own organisation. */
async function orgsOf(tx: Tx, events: Event[]): Promise<(event: Event) => string | undefined> {
  const authors = new Map<string, string | undefined>()
  for (const event of events.filter((each) => isOfRegistry(each))) {
    const { authorId } = event.data
    if (event.orgId === null && !authors.has(authorId)) authors.set(authorId, await orgOfAuthor(tx, authorId))
  }
  return (event) => event.orgId ?? (isOfRegistry(event) ? authors.get(event.data.authorId) : undefined)
}

const isOfRegistry = (event: Event): event is RegistryEvent => 'authorId' in event.data
