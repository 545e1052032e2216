import type { AnyProcedure, AnyRouter } from '@trpc/server'
import type { Access } from '../../src/auth/access.ts'
import type { Meta } from '../../src/rpc/meta.ts'
import type { Answer, Call, CallOptions } from './caller.ts'

export interface TestProcedure {
  /** `plugins.list` */
  name: string
  access: Access
  /** Calls it over REST with its example; absent when it is RPC only. */
  overRest?: (call: Call, credential: CallOptions) => Promise<Answer>
  /** Calls it over RPC with its example; absent for uploads. */
  overRpc?: (call: Call, credential: CallOptions) => Promise<Answer>
}

/** Everything that can be called, ready to be called. */
export const proceduresOf = (router: AnyRouter): TestProcedure[] =>
  Object.entries(router._def.procedures as Record<string, AnyProcedure>).map(([name, procedure]) => {
    const meta = procedure._def.meta as Meta
    if (!meta.access) throw new Error(`${name} does not state who may call it`)
    const input = meta.rest?.example?.input ?? {}
    return {
      name,
      access: meta.access,
      overRest: meta.openapi && restCall(meta, input),
      overRpc: meta.rest?.form ? undefined : rpcCall(name, procedure._def.type, input),
    }
  })

function restCall({ openapi, rest }: Meta, input: Record<string, unknown>) {
  const { method = 'GET', path = '/' } = openapi ?? {}
  const own = { ...input }
  const filled = path.slice(1).replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = own[name] ?? 'x'
    delete own[name]
    return encodeURIComponent(String(value))
  })
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(method)
  const query = hasBody ? '' : `?${new URLSearchParams(own as Record<string, string>)}`
  return (call: Call, credential: CallOptions) =>
    call(`${method} /${filled}${query}`, {
      ...credential,
      ...(hasBody && { body: rest?.form ? formOf(rest.form) : own }),
    })
}

function formOf({ fields, file }: NonNullable<NonNullable<Meta['rest']>['form']>): FormData {
  const form = new FormData()
  for (const [name, field] of Object.entries(fields)) form.append(name, field.enum?.[0] ?? 'x')
  form.append(file.name, new File([Buffer.alloc(64, 'x')], 'file.bin', { type: file.contentTypes[0] }))
  return form
}

function rpcCall(name: string, type: string, input: unknown) {
  if (type === 'mutation') {
    return (call: Call, credential: CallOptions) =>
      call(`POST //trpc/${name}`, { ...credential, body: input })
  }
  const query = encodeURIComponent(JSON.stringify(input))
  return (call: Call, credential: CallOptions) => call(`GET //trpc/${name}?input=${query}`, credential)
}
