import { z } from 'zod'
import type { FormMeta } from '../meta.ts'
import { isKept } from './caching.ts'
import { type Content, type JsonSchema, type Parameter, type Reference, refTo } from './document.ts'
import { type Documented, hasBody } from './procedures.ts'

interface Body {
  required: boolean
  content: Content
}

/** What the generator made of a procedure's input. */
export interface GeneratedRequest {
  parameters?: Parameter[]
  requestBody?: { content: Content }
}

/** The request of an operation, with examples and everything the generator leaves out. */
export function requestOf(
  procedure: Documented,
  generated: GeneratedRequest,
  schemas: Record<string, JsonSchema>,
): { parameters?: (Parameter | Reference)[]; requestBody?: Body } {
  const body = Object.values(generated.requestBody?.content ?? {})[0]?.schema
  const own = [
    ...(generated.parameters ?? []),
    ...(procedure.rest.form && body ? queryParameters(body) : []),
  ].map((parameter) => completed(parameter, procedure))
  const parameters = isKept(procedure) ? [...own, refTo('parameters', 'IfNoneMatch')] : own
  return {
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody(procedure) && { requestBody: bodyOf(procedure, body ?? {}, schemas) }),
  }
}

/** An example of each input the procedure shows one for. */
export const exampleInput = ({ rest }: Documented): Record<string, unknown> => rest.example?.input ?? {}

/** A form's body is its own; what else the procedure takes comes with the query. */
const queryParameters = ({ properties = {}, required = [] }: JsonSchema): Parameter[] =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    schema,
    ...(required.includes(name) && { required: true }),
  }))

function completed({ name, in: place, schema, ...rest }: Parameter, procedure: Documented): Parameter {
  const { description: inSchema, ...bare } = schema
  // `.optional().describe()`: the generator unwraps the optional and loses what it says.
  const own = z.globalRegistry.get(procedure.input?.shape[name] as z.ZodType)?.description
  const description = own ?? rest.description ?? inSchema
  const example = exampleInput(procedure)[name]
  return {
    name,
    in: place,
    ...(rest.required && { required: true }),
    ...(description && { description }),
    schema: bare,
    ...(example !== undefined && { example }),
  }
}

function bodyOf(procedure: Documented, schema: JsonSchema, schemas: Record<string, JsonSchema>): Body {
  if (procedure.rest.form) return formBody(procedure.rest.form)
  const { id, ...described } = z.globalRegistry.get(procedure.input as z.ZodType) ?? {}
  const whole = { ...schema, ...described }
  const example = bodyExample(procedure)
  const isNamed = id && procedure.pathParameters.length === 0
  if (isNamed) schemas[id] ??= whole
  return {
    required: (schema.required?.length ?? 0) > 0 || Number(whole.minProperties ?? 0) > 0,
    content: {
      'application/json': {
        schema: isNamed ? { $ref: `#/components/schemas/${id}` } : whole,
        ...(example && { example }),
      },
    },
  }
}

/** The example without what the path holds. */
export function bodyExample(procedure: Documented): Record<string, unknown> | undefined {
  const { pathParameters, rest } = procedure
  if (!rest.example?.input) return undefined
  return Object.fromEntries(
    Object.entries(rest.example.input).filter(([name]) => !pathParameters.includes(name)),
  )
}

function formBody({ fields, file }: FormMeta): Body {
  const properties = Object.entries(fields).map(
    ([name, { description, enum: values }]): [string, JsonSchema] => [
      name,
      { type: 'string', description, ...(values && { enum: [...values] }) },
    ],
  )
  const required = Object.keys(fields).filter((name) => fields[name]?.required)
  return {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: [...required, file.name],
          properties: {
            ...Object.fromEntries(properties),
            [file.name]: { type: 'string', format: 'binary', description: file.description },
          },
        },
        encoding: { [file.name]: { contentType: file.contentTypes.join(', ') } },
      },
    },
  }
}
