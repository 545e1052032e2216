import { setTimeout as sleep } from 'node:timers/promises'
import { createApp } from '../../src/app.ts'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { transaction } from '../../src/domains/context.ts'
import { emit } from '../../src/domains/events/index.ts'

/** How many events happen, in which organisation, how fast. */
export interface Order {
  orgId: string
  count: number
  perSecond: number
}

/** A change that was committed. */
export interface Committed {
  id: string
  at: number
}

/** A server that also makes the changes: at a steady pace, however long each takes. */
const { server, services } = await createApp(
  createConfig(readEnv(process.env)),
  process.env.DATABASE_URL as string,
)
await services.jobs.start()
await services.deliveries.start(services)
process.on('disconnect', () => process.exit(0))
process.on('message', (order: Order) => void happen(order))
process.send?.({ origin: await server.listen({ port: 0, host: '127.0.0.1' }) })

async function happen({ orgId, count, perSecond }: Order): Promise<void> {
  const startedAt = performance.now()
  const changes: Promise<void>[] = []
  for (let i = 0; i < count; i++) {
    const due = startedAt + (i * 1000) / perSecond
    await sleep(Math.max(0, due - performance.now()))
    changes.push(change(orgId, `${orgId}-${startedAt}-${i}`))
  }
  await Promise.all(changes)
  process.send?.({ isDone: true })
}

async function change(orgId: string, id: string): Promise<void> {
  await transaction({ app: services }, (tx) =>
    emit(tx, { app: services }, { type: 'listing.created', data: { id }, orgId }),
  )
  process.send?.({ id, at: Date.now() } satisfies Committed)
}
