import { describe, expect, it } from 'vitest'
import { appRouter } from '../routers/index.ts'
import { API_VERSION, buildOpenApi } from '../src/rpc/openapi.ts'
import { ADDED_TO_REGISTRY, endpointsOf, REGISTRY, TENANT_API } from './endpoints.ts'

const { paths } = buildOpenApi(appRouter, { version: API_VERSION, baseUrl: 'https://hub.example' })

/** By its place: what a parameter is called is ours. */
const unnamed = (endpoint: string): string => endpoint.replace(/\{[^}]+\}/g, '{}')

const documented = new Set(
  Object.entries(paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item ?? {}).map((method) => unnamed(`${method.toUpperCase()} ${path}`)),
  ),
)

describe('the document has every endpoint', () => {
  it.each(endpointsOf(REGISTRY))('%s of the registry', (endpoint) => {
    expect(documented).toContain(unnamed(endpoint))
  })

  it.each(endpointsOf(ADDED_TO_REGISTRY))('%s of the contract', (endpoint) => {
    expect(documented).toContain(unnamed(endpoint))
  })

  it.each(endpointsOf(TENANT_API))('%s of the tenant API and the marketplace', (endpoint) => {
    expect(documented).toContain(unnamed(endpoint))
  })

  it('and the tables name each of them once', () => {
    const all = [REGISTRY, ADDED_TO_REGISTRY, TENANT_API].flatMap(endpointsOf)
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(90)
  })
})
