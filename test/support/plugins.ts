import { randomBytes } from 'node:crypto'
import type { TestApp } from './app.ts'
import type { Answer, Call } from './caller.ts'
import { execute } from './execute.ts'

/** Categories of the registry by slug, with the ids its migration gives them. */
export const CATEGORY = {
  adventure: 'c2000000-0000-0000-0000-000000000009',
  chat: 'c2000000-0000-0000-0000-000000000002',
  economy: 'c2000000-0000-0000-0000-000000000003',
  equipment: 'c2000000-0000-0000-0000-000000000011',
  library: 'c2000000-0000-0000-0000-000000000013',
  management: 'c2000000-0000-0000-0000-000000000004',
  security: 'c2000000-0000-0000-0000-000000000001',
} as const

export const uniquePluginName = (prefix = 'Plugin'): string => `${prefix} ${randomBytes(6).toString('hex')}`

/** Creates a plugin, under a name nobody has unless one is given, and resolves with its details. */
export async function newPlugin(call: Call, token: string, overrides: Record<string, unknown> = {}) {
  const body = { name: uniquePluginName(), short_description: 'Made by a test', ...overrides }
  return made(await call('POST /plugins', { token, body }))
}

/** Publishes a version, 1.0.0 unless said otherwise, and resolves with it. */
export async function newVersion(
  call: Call,
  token: string,
  slug: string,
  overrides: Record<string, unknown> = {},
) {
  return made(
    await call(`POST /plugins/${slug}/versions`, { token, body: { version: '1.0.0', ...overrides } }),
  )
}

/** Staff take a plugin out of sight. */
export const deactivatePlugin = (app: TestApp, slug: string) =>
  execute(app, 'update plugins set deactivated_at = now() where slug = ?', [slug])

export const reactivatePlugin = (app: TestApp, slug: string) =>
  execute(app, 'update plugins set deactivated_at = null where slug = ?', [slug])

function made({ status, body }: Answer) {
  if (status !== 201) throw new Error(`not made: ${status} ${JSON.stringify(body)}`)
  return body
}
