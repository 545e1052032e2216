import { statusOf } from '../success.ts'
import { type Call, isRedirect } from './call.ts'
import { quoted, typescript } from './literal.ts'

/** A call through the typed RPC client, or by `fetch` where bytes come or go. */
export function typeScript(call: Call): string {
  const { rest } = call.procedure
  if (isRedirect(call.procedure)) return `location.assign(${quoted(call.url)})`
  return rest.form || rest.raw ? byFetch(call) : byClient(call)
}

function byClient({ procedure, input }: Call): string {
  const argument = Object.keys(input).length > 0 ? typescript(input) : ''
  const verb = procedure.kind === 'query' ? 'query' : 'mutate'
  const result = statusOf(procedure) === 204 ? '' : 'const result = '
  return `${result}await trpc.${procedure.name}.${verb}(${argument})`
}

function byFetch(call: Call): string {
  const imports = [
    ...(call.form ? ["import { openAsBlob } from 'node:fs'"] : []),
    ...(call.credential ? ["import { env } from 'node:process'"] : []),
  ]
  return [
    ...imports,
    ...(imports.length > 0 ? [''] : []),
    ...formLines(call),
    `const response = await fetch(${quoted(call.url)}${optionsOf(call)})`,
    call.procedure.rest.raw ? 'const file = await response.blob()' : 'const result = await response.json()',
  ].join('\n')
}

function formLines({ form }: Call): string[] {
  if (!form) return []
  const { fields, file } = form
  const name = file.path.slice(file.path.lastIndexOf('/') + 1)
  return [
    'const form = new FormData()',
    ...fields.map(([field, value]) => `form.append(${quoted(field)}, ${quoted(value)})`),
    `form.append(${quoted(file.name)}, await openAsBlob(${quoted(file.path)}), ${quoted(name)})`,
  ]
}

function optionsOf({ procedure, credential, form }: Call): string {
  const options = [
    ...(procedure.method === 'GET' ? [] : [`method: ${quoted(procedure.method)}`]),
    ...(credential ? [`headers: { Authorization: \`Bearer \${env.${credential}}\` }`] : []),
    ...(form ? ['body: form'] : []),
  ]
  return options.length > 0 ? `, {\n${options.map((option) => `  ${option},\n`).join('')}}` : ''
}
