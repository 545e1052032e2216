import { randomUUID } from 'node:crypto'
import { createApp } from '../../src/app.ts'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { transaction } from '../../src/domains/context.ts'
import { emit } from '../../src/domains/events/index.ts'

/** A server that makes changes until it is told to stop, or killed. Every tenth is rolled back. */
const [name = '', orgId = ''] = process.argv.slice(2)
const LANES = 4
const ROLLED_BACK = 10
const CHANGE = `
  insert into audit_logs (id, actor_username, action, target_type, target_id, details, created_at)
  values (?, 'system', 'crash', 'change', ?, '{}', now())`

const { services } = await createApp(createConfig(readEnv(process.env)), process.env.DATABASE_URL as string)
await services.jobs.start()
await services.deliveries.start(services)
process.on('disconnect', () => process.exit(0))

let isChanging = true
process.on('message', () => {
  isChanging = false
})
process.send?.('ready')

let count = 0
async function change(): Promise<void> {
  const number = ++count
  const id = `lst_${name}-${number}`
  await transaction({ app: services }, async (tx) => {
    await tx.execute(CHANGE, [randomUUID(), id])
    await emit(tx, { app: services }, { type: 'listing.created', data: { id }, orgId })
    await tx.flush()
    if (number % ROLLED_BACK === 0) throw new Error('rolled back')
  }).catch((error: Error) => {
    if (error.message !== 'rolled back') throw error
  })
}

await Promise.all(
  Array.from({ length: LANES }, async () => {
    while (isChanging) await change()
  }),
)
