import type { AnyRouter } from '@trpc/server'
import { CACHING_HEADERS, CACHING_PARAMETERS, isKept } from './openapi/caching.ts'
import type { JsonSchema, OpenApiDocument, PathItem } from './openapi/document.ts'
import { ERROR_SCHEMA } from './openapi/error-schema.ts'
import { generate } from './openapi/generate.ts'
import { HEADER_COMPONENTS } from './openapi/headers.ts'
import { infoText } from './openapi/info.ts'
import { finished, type Shared } from './openapi/operation.ts'
import { documented } from './openapi/procedures.ts'
import { reached } from './openapi/schemas.ts'
import { SECURITY_SCHEMES } from './openapi/security.ts'
import { tagGroupsOf, tagsOf } from './openapi/tags.ts'
import { webhooksOf } from './openapi/webhooks.ts'

export type { OpenApiDocument } from './openapi/document.ts'

/** The version of the API; additive changes raise its second number. */
export const API_VERSION = '1.2.0'

export interface OpenApiOptions {
  version: string
  /** The origin that the code samples call, such as `http://127.0.0.1:8080`. */
  baseUrl: string
}

/** The OpenAPI document of a router: generated from its schemas, finished from its meta; always the same text. */
export function buildOpenApi(router: AnyRouter, { version, baseUrl }: OpenApiOptions): OpenApiDocument {
  const procedures = documented(router)
  const { operationOf, schemas } = generate(procedures)
  const shared: Shared = { schemas, responses: {} }
  const paths: Record<string, PathItem> = {}
  for (const procedure of procedures) {
    const operation = finished(procedure, operationOf(procedure), shared, baseUrl)
    paths[procedure.path] = { ...paths[procedure.path], [procedure.method.toLowerCase()]: operation }
  }
  const webhooks = webhooksOf(procedures, schemas)
  const keeps = procedures.some(isKept)
  const used = new Set(procedures.flatMap(({ openapi }) => openapi.tags ?? []))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gourd API',
      version,
      description: infoText(baseUrl),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1', description: 'This server' }],
    tags: tagsOf(used),
    'x-tagGroups': tagGroupsOf(used),
    paths,
    ...(webhooks && { webhooks }),
    components: {
      schemas: sorted({ ...inUse(schemas, { paths, webhooks }), Error: ERROR_SCHEMA }),
      responses: sorted(shared.responses),
      ...(keeps && { parameters: CACHING_PARAMETERS }),
      headers: { ...HEADER_COMPONENTS, ...(keeps && CACHING_HEADERS) },
      securitySchemes: SECURITY_SCHEMES,
    },
  } as object as OpenApiDocument
}

function inUse(schemas: Record<string, JsonSchema>, paths: object): Record<string, JsonSchema> {
  const names = reached(paths, schemas)
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => names.has(name)))
}

const sorted = <T>(members: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)))
