import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { appRouter } from '../../routers/index.ts'
import { OPENAPI_FILE, openApiText } from '../../src/commands/openapi.ts'
import type { Operation } from '../../src/rpc/openapi/document.ts'
import { type Documented, documented } from '../../src/rpc/openapi/procedures.ts'
import { statusOf } from '../../src/rpc/openapi/success.ts'
import { lint } from './openapi-lint.ts'

const text = openApiText()
const { paths, tags } = JSON.parse(text)
const operationOf = ({ path, method }: Documented): Operation => paths[path][method.toLowerCase()]
const procedures = documented(appRouter)

describe('the committed openapi.json', () => {
  it('is what the routers say now (npm run openapi)', () => {
    expect(readFileSync(OPENAPI_FILE, 'utf8')).toBe(text)
  })

  it('passes the recommended lint without a warning', async () => {
    expect(await lint(text)).toEqual([])
  }, 30_000)

  it('describes every tag it uses', () => {
    expect(tags.filter(({ description }: { description?: string }) => !description)).toEqual([])
  })

  it('names no two routes alike', () => {
    const routes = procedures.map(({ method, path }) => `${method} ${path}`)
    expect(routes).toEqual([...new Set(routes)])
  })
})

describe.each(procedures.map((procedure) => [procedure.name, procedure] as const))(
  '%s',
  (name, procedure) => {
    const { rest, input, output } = procedure
    const operation = operationOf(procedure)

    it('is documented', () => {
      expect(operation.operationId).toBe(name.replaceAll('.', '-'))
      expect(operation.tags).toHaveLength(1)
      expect(operation.summary).toMatch(/\S/)
      expect(operation.description).toMatch(/\S/)
      expect(operation['x-codeSamples']).toHaveLength(3)
      expect(Object.keys(operation.responses ?? {})).toEqual(
        expect.arrayContaining(['401', '429', '500', '503', '504']),
      )
    })

    it('shows examples that fit its schemas', () => {
      const needsInput = input ? !input.safeParse({}).success : false
      if (needsInput || rest.example?.input) {
        expect(input?.safeParse(rest.example?.input).error?.issues).toBeUndefined()
        expect(rest.example?.input).toBeDefined()
      }
      if (rest.raw || statusOf(procedure) === 204) return
      expect(rest.example?.output).toBeDefined()
      expect(output.safeParse(rest.example?.output).error?.issues).toBeUndefined()
    })
  },
)
