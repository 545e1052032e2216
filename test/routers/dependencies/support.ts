import type { Answer, Call } from '../../support/caller.ts'
import { newPlugin, newVersion } from '../../support/plugins.ts'

export interface TestPlugin {
  id: string
  slug: string
  name: string
}

/** A plugin with these versions, 1.0.0 unless said otherwise. */
export async function released(call: Call, token: string, ...versions: string[]): Promise<TestPlugin> {
  const plugin = await newPlugin(call, token)
  for (const version of versions.length > 0 ? versions : ['1.0.0']) {
    await newVersion(call, token, plugin.slug, { version })
  }
  return plugin
}

type Request = Parameters<Call>[0]

/** `…/versions/{version}/dependencies` and what is under it. */
export const path = (plugin: { slug: string }, version = '1.0.0', rest = '') =>
  `/plugins/${plugin.slug}/versions/${encodeURIComponent(version)}/dependencies${rest}` as const

/** Declares that `by` (or `by` at a version) needs a plugin. */
export const declare = (
  call: Call,
  token: string | undefined,
  by: { slug: string; version?: string },
  on: { id: string },
  body: Record<string, unknown> = {},
): Promise<Answer> =>
  call(`POST ${path(by, by.version)}` as Request, {
    token,
    body: { dependency_plugin_id: on.id, version_req: '^1.0', ...body },
  })

/** As `declare`, and it has to succeed. */
export async function needs(
  call: Call,
  token: string,
  by: { slug: string; version?: string },
  on: { id: string },
  version_req = '^1.0',
  is_optional = false,
) {
  const { status, body } = await declare(call, token, by, on, { version_req, is_optional })
  if (status !== 201) throw new Error(`not declared: ${status} ${JSON.stringify(body)}`)
  return body
}

export const yank = (call: Call, token: string, plugin: { slug: string }, version: string, yanked = true) =>
  call(`PATCH /plugins/${plugin.slug}/versions/${encodeURIComponent(version)}/yank`, {
    token,
    body: { yanked },
  })

export const graphOf = async (call: Call, plugin: { slug: string }, version = '1.0.0') =>
  (await call(`GET ${path(plugin, version, '/graph')}` as Request)).body
