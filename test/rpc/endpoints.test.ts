import { describe, expect, it } from 'vitest'
import { openApiText } from '../../src/commands/openapi.ts'
import { CONTRACT, REGISTRY, TENANT_API } from './endpoint-table.ts'

const { paths } = JSON.parse(openApiText()) as { paths: Record<string, Record<string, unknown>> }

/** What a parameter is called does not matter: `{provider}` is also each provider by its name. */
const pattern = (endpoint: string): RegExp =>
  new RegExp(`^${endpoint.replace(/\{[^}]+\}/g, '(?:\\{[^}]+\\}|github|google|discord)')}$`)

const documented = Object.entries(paths).flatMap(([path, operations]) =>
  Object.keys(operations)
    .filter((method) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
    .map((method) => `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`),
)

describe('the OpenAPI document', () => {
  it.each([
    ['the registry reference', REGISTRY],
    ['the tenant and marketplace references', TENANT_API],
    ['the contract', CONTRACT],
  ])('has every endpoint of %s', (_, endpoints) => {
    const missing = endpoints.filter((endpoint) => !documented.some((each) => pattern(endpoint).test(each)))
    expect(missing).toEqual([])
  })
})
