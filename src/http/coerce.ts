import type { z } from 'zod'

/** Turns a path or query string into the value its schema expects; what does not fit stays for the schema to refuse. */
export type Coercer = (value: unknown) => unknown

const NUMBER = /^-?\d+(\.\d+)?$/
const WRAPPERS = new Set(['optional', 'nullable', 'default', 'prefault', 'catch', 'readonly', 'nonoptional'])

interface Definition {
  type: string
  innerType?: z.ZodType
  in?: z.ZodType
  element?: z.ZodType
  options?: z.ZodType[]
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition

/** The coercer of a schema; undefined where a string is already what it takes. The schema is not touched. */
export function coercerOf(schema: z.ZodType): Coercer | undefined {
  const definition = definitionOf(schema)
  if (WRAPPERS.has(definition.type)) return coercerOf(definition.innerType as z.ZodType)
  switch (definition.type) {
    case 'pipe':
      return coercerOf(definition.in as z.ZodType)
    case 'number':
      return (value) => (typeof value === 'string' && NUMBER.test(value) ? Number(value) : value)
    case 'boolean':
      return (value) => (value === 'true' ? true : value === 'false' ? false : value)
    case 'array':
      return arrayCoercer(definition.element as z.ZodType)
    default:
      return undefined
  }
}

/** One value stands for a list of one. */
function arrayCoercer(element: z.ZodType): Coercer {
  const each = coercerOf(element) ?? ((value: unknown) => value)
  return (value) => (Array.isArray(value) ? value : [value]).map(each)
}
