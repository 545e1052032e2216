import type { JsonSchema } from './document.ts'

const REF = '#/components/schemas/'
const OUTPUT = 'Output'
/** `z.int()` is printed with the bounds of a safe integer: noise. */
const SAFE_BOUNDS = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const

type Schemas = Record<string, JsonSchema>

/** Schemas as readers like them, in place: no pattern beside a format, no bounds that say nothing. */
export const tidied = <T>(document: T): T =>
  rewritten(document, (node) => {
    if (typeof node.format === 'string') delete node.pattern
    for (const [bound, value] of Object.entries(SAFE_BOUNDS)) if (node[bound] === value) delete node[bound]
  })

/** An answer may get more members one day: its schemas do not close. In place. */
export const opened = <T>(schema: T): T =>
  rewritten(schema, (node) => {
    if (node.additionalProperties === false) delete node.additionalProperties
  })

/**
 * The generator prints `Plugin` and `PluginOutput` for a schema that is used both ways. Where they say the same,
 * the second is dropped and this gives the name to use for it.
 */
export function twins(schemas: Schemas): Map<string, string> {
  const same = new Map(
    Object.keys(schemas)
      .filter((name) => name.endsWith(OUTPUT) && schemas[name.slice(0, -OUTPUT.length)])
      .map((name) => [name, name.slice(0, -OUTPUT.length)]),
  )
  // Two schemas are the same when those they refer to are: drop the ones that are not until none is left.
  for (let before = -1; before !== same.size; ) {
    before = same.size
    for (const [output, input] of same) {
      if (comparable(schemas[output], same) !== comparable(schemas[input], same)) same.delete(output)
    }
  }
  return same
}

/** References by other names, in place. */
export const renamed = <T>(document: T, names: Map<string, string>): T =>
  rewritten(document, (node) => {
    const name = typeof node.$ref === 'string' && names.get(node.$ref.slice(REF.length))
    if (name && node.$ref?.startsWith(REF)) node.$ref = REF + name
  })

/** The names of the schemas that something refers to, and those refer to. */
export function reached(from: unknown, schemas: Schemas, names = new Set<string>()): Set<string> {
  rewritten(from, ({ $ref }) => {
    const name = typeof $ref === 'string' && $ref.startsWith(REF) && $ref.slice(REF.length)
    if (!name || names.has(name)) return
    names.add(name)
    reached(schemas[name], schemas, names)
  })
  return names
}

const comparable = (schema: JsonSchema | undefined, names: Map<string, string>): string =>
  JSON.stringify(sorted(opened(renamed(structuredClone(schema), names))))

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  )
}

function rewritten<T>(value: T, visit: (node: JsonSchema) => void): T {
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value)) visit(value as JsonSchema)
  for (const member of Object.values(value)) rewritten(member, visit)
  return value
}
