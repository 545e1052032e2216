import { generateOpenApiDocument } from 'trpc-to-openapi'
import type { JsonSchema, Operation } from './document.ts'
import { type Documented, generatorView } from './procedures.ts'
import { opened, reached, renamed, tidied, twins } from './schemas.ts'

export interface Generated {
  operationOf(procedure: Documented): Operation
  schemas: Record<string, JsonSchema>
}

/** What `trpc-to-openapi` makes of the procedures, with each schema printed once. */
export function generate(procedures: Documented[]): Generated {
  const { paths = {}, components } = tidied(
    generateOpenApiDocument(generatorView(procedures), {
      title: '',
      version: '',
      baseUrl: '/',
      openApiVersion: '3.1.0',
    }),
  )
  const printed = (components?.schemas ?? {}) as Record<string, JsonSchema>
  const same = twins(printed)
  const schemas = Object.fromEntries(Object.entries(printed).filter(([name]) => !same.has(name)))
  renamed([paths, schemas], same)
  openAnswers(Object.values(paths), schemas)
  return {
    schemas,
    operationOf: ({ method, path }) => paths[path]?.[method.toLowerCase() as 'get'] as Operation,
  }
}

/** Opens what only answers use; what a request also uses stays as strict as it is. */
function openAnswers(items: object[], schemas: Record<string, JsonSchema>): void {
  const operations = items.flatMap((item) => Object.values(item) as Operation[])
  const answers = operations.map(({ responses }) => responses)
  const asked = reached(
    operations.map(({ parameters, requestBody }) => [parameters, requestBody]),
    schemas,
  )
  opened(answers)
  for (const name of reached(answers, schemas)) if (!asked.has(name)) opened(schemas[name])
}
