import type { Documented } from '../procedures.ts'
import { bodyExample, exampleInput } from '../request.ts'

/** One call of a procedure with its example, for every language. */
export interface Call {
  procedure: Documented
  /** The whole input. */
  input: Record<string, unknown>
  /** With the path and query filled in. */
  url: string
  /** The environment variable that holds the credential; undefined where none is needed. */
  credential?: string
  /** The members of a JSON body. */
  json?: Record<string, unknown>
  form?: { fields: [name: string, value: string][]; file: { name: string; path: string } }
}

/** The call that the samples of a procedure show. */
export function exampleCall(procedure: Documented, baseUrl: string): Call {
  const input = { ...placeholders(procedure), ...exampleInput(procedure) }
  const takesBody = !['GET', 'DELETE'].includes(procedure.method)
  const json = takesBody && !procedure.rest.form ? bodyExample(procedure) : undefined
  return {
    procedure,
    input,
    url: `${baseUrl}/api/v1${filledIn(procedure.path, input)}${takesBody ? '' : queryOf(procedure, input)}`,
    credential: CREDENTIALS[procedure.access.kind],
    ...(json && Object.keys(json).length > 0 && { json }),
    ...(procedure.rest.form && { form: formOf(procedure.rest.form, input) }),
  }
}

/** Whether the only answer is to go elsewhere: such a URL is for a browser. */
export const isRedirect = ({ rest }: Documented): boolean => rest.raw?.contentTypes.length === 0

const CREDENTIALS: Record<Documented['access']['kind'], string | undefined> = {
  open: undefined,
  scope: 'GOURD_API_KEY',
  session: 'GOURD_TOKEN',
  role: 'GOURD_TOKEN',
}

/** A path parameter without an example stands for itself. */
const placeholders = ({ pathParameters }: Documented) =>
  Object.fromEntries(pathParameters.map((name) => [name, name]))

const filledIn = (path: string, input: Record<string, unknown>): string =>
  path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))

function queryOf({ pathParameters }: Documented, input: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input)) {
    if (pathParameters.includes(name)) continue
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item))
  }
  return query.size > 0 ? `?${query}` : ''
}

function formOf(
  { fields, file }: NonNullable<Documented['rest']['form']>,
  input: Record<string, unknown>,
): Call['form'] {
  const shown = Object.entries(fields).filter(([name, { required }]) => required || input[name] !== undefined)
  return {
    fields: shown.map(([name, field]) => [name, String(input[name] ?? field.enum?.[0] ?? name)]),
    file: { name: file.name, path: String(input[file.name] ?? `./${file.name}`) },
  }
}
