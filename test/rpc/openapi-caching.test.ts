import { expect, test } from 'vitest'
import { appRouter } from '../../routers/index.ts'
import { documented } from '../../src/rpc/openapi/procedures.ts'
import { buildOpenApi } from '../../src/rpc/openapi.ts'

const { paths } = JSON.parse(
  JSON.stringify(buildOpenApi(appRouter, { version: '1.2.0', baseUrl: 'http://localhost:8080' })),
)

test('every answer that may be kept is documented with its tag and 304, and no other is', () => {
  const PARAMETER = { $ref: '#/components/parameters/IfNoneMatch' }
  for (const { name, method, path, rest } of documented(appRouter)) {
    const { parameters = [], responses } = paths[path][method.toLowerCase()]
    const isKept = rest.cache !== undefined
    expect([name, Boolean(responses[304])]).toEqual([name, isKept])
    expect(parameters.filter(({ $ref }: { $ref?: string }) => $ref === PARAMETER.$ref)).toEqual(
      isKept ? [PARAMETER] : [],
    )
    if (!isKept) continue
    for (const status of [200, 304])
      expect(Object.keys(responses[status].headers)).toEqual(
        expect.arrayContaining(['x-request-id', 'etag', 'cache-control', 'vary']),
      )
    expect(responses[304].content).toBeUndefined()
  }
})
