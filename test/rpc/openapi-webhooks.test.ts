import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { webhookEvents } from '../../routers/webhook-events.ts'
import { openApiText } from '../../src/commands/openapi.ts'
import { WEBHOOK_EVENTS } from '../../src/domains/webhooks/index.ts'
import { lint } from './openapi-lint.ts'

const text = openApiText()
const { webhooks, components } = JSON.parse(text)

describe('the webhooks of the document', () => {
  it('are all the events there are', () => {
    expect(Object.keys(webhooks)).toEqual([...WEBHOOK_EVENTS])
  })

  it('pass the recommended lint without a warning', async () => {
    expect((await lint(text)).filter((problem) => problem.includes('webhooks'))).toEqual([])
  }, 30_000)

  it.each(WEBHOOK_EVENTS)('show %s with its schema and an example that fits it', (type) => {
    const { post } = webhooks[type]
    const { schema, example } = post.requestBody.content['application/json']
    expect(Object.keys(schema.properties)).toEqual(['id', 'type', 'created_at', 'org_id', 'data'])
    expect(schema.required).toEqual(Object.keys(schema.properties))
    expect(schema.properties.type.const).toBe(type)
    expect(example.type).toBe(type)
    const data = webhookEvents[type].data as z.ZodObject
    expect(z.strictObject(data.shape).safeParse(example.data).error?.issues).toBeUndefined()
    expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'webhook-id',
      'webhook-timestamp',
      'webhook-signature',
    ])
  })

  it('refer to components that are there', () => {
    const refs = [...JSON.stringify(webhooks).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name,
    )
    expect(refs.length).toBeGreaterThan(0)
    expect(refs.filter((name) => !components.schemas[name as string])).toEqual([])
    expect(JSON.stringify([webhooks, components])).not.toContain('$defs')
  })
})
