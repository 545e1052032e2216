import type { OpenAPIObject } from 'trpc-to-openapi'

/** The finished document, OpenAPI 3.1. */
export type OpenApiDocument = OpenAPIObject

export type PathItem = NonNullable<OpenAPIObject['paths']>[string]
export type Operation = NonNullable<PathItem['get']>
export type Parameter = {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  example?: unknown
  schema: JsonSchema
}

/** JSON Schema as this folder reads and writes it. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  enum?: unknown[]
  [keyword: string]: unknown
}

export interface MediaType {
  schema?: JsonSchema
  example?: unknown
  examples?: Record<string, { summary?: string; value: unknown }>
  encoding?: Record<string, { contentType: string }>
}

/** A body, either way. */
export type Content = Record<string, MediaType>

export interface Response {
  description: string
  headers?: Record<string, object>
  content?: Content
}

export type Reference = { $ref: string }

/** A reference to a component. */
export const refTo = (kind: 'schemas' | 'responses' | 'headers' | 'parameters', name: string): Reference => ({
  $ref: `#/components/${kind}/${name}`,
})
