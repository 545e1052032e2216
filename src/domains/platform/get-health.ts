import { readFileSync } from 'node:fs'
import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import type { Health } from './schema.ts'

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
const ping = statement<{ one: number }>('select 1 as one')

/** Whether the service works; `degraded` when its database does not answer. Never throws. */
export async function getHealth(ctx: Context): Promise<Health> {
  const isConnected = await ctx.app.sql.one(ping).then(
    () => true,
    (error) => {
      ctx.log.error({ err: error }, 'the database does not answer')
      return false
    },
  )
  return {
    status: isConnected ? 'ok' : 'degraded',
    service: 'pumpkin-hub-api',
    version,
    database: isConnected ? 'connected' : 'disconnected',
  }
}
