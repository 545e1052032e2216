import { z } from 'zod'
import type { EventMeta } from '../meta.ts'
import type { JsonSchema, PathItem } from './document.ts'
import type { Documented } from './procedures.ts'
import { opened, tidied } from './schemas.ts'

const NAMED = '#/$defs/'
const COMPONENT = '#/components/schemas/'

/** The `webhooks` member: every event that a procedure says its subscribers are sent. Adds the schemas it needs. */
export function webhooksOf(
  procedures: Documented[],
  schemas: Record<string, JsonSchema>,
): Record<string, PathItem> | undefined {
  const events = procedures.flatMap(({ rest, openapi }) =>
    Object.entries(rest.events ?? {}).map(([type, event]) => ({ type, event, tags: openapi.tags })),
  )
  if (events.length === 0) return undefined
  return Object.fromEntries(
    events.map(({ type, event, tags }) => [
      type,
      { post: operation(type, event, tags, schemas) } as PathItem,
    ]),
  )
}

function operation(
  type: string,
  { summary, data, example }: EventMeta,
  tags: string[] | undefined,
  schemas: Record<string, JsonSchema>,
) {
  const body = { id: EVENT_ID, type, created_at: '2026-03-06T12:20:00.000Z', org_id: ORG_ID, data: example }
  return {
    operationId: `webhooks-on-${type.replace(/[._]/g, '-')}`,
    tags,
    summary,
    description: `Sent to the webhooks of the organisation that are subscribed to \`${type}\`.`,
    security: [],
    parameters: HEADERS,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: schemaOf(envelope(type, data), schemas), example: body } },
    },
    responses: {
      '2XX': { description: 'Received' },
      410: { description: 'Gone: the webhook is disabled' },
      '4XX': { description: 'As every other answer a failure: it is tried again' },
    },
  }
}

const EVENT_ID = '0198f2c4-0000-7b3c-9d1e-2f3a4b5c6d7e'
const ORG_ID = 'org_0198f2a9-13c0-7d5e-8a41-2f6b9c0d7e11'

const HEADERS = [
  header('webhook-id', 'The id of the event: the same for every attempt and redelivery', { format: 'uuid' }),
  header('webhook-timestamp', 'When this attempt was made, in Unix seconds', { pattern: '^[0-9]+$' }),
  header(
    'webhook-signature',
    'Signatures as in the Standard Webhooks specification, separated by spaces: two for a day after a rotation',
    { pattern: '^v1,' },
  ),
]

function header(name: string, description: string, schema: object) {
  return { name, in: 'header', required: true, description, schema: { type: 'string', ...schema } }
}

const envelope = (type: string, data: z.ZodType) =>
  z.object({
    id: z.guid(),
    type: z.literal(type),
    created_at: z.string().describe('ISO 8601 UTC'),
    org_id: z.string(),
    data,
  })

/** A schema whose named parts are components, printed as those of answers are. */
function schemaOf(schema: z.ZodType, schemas: Record<string, JsonSchema>): JsonSchema {
  const {
    $defs = {},
    $schema: _,
    ...printed
  } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema
  for (const [name, { id: _id, ...definition }] of Object.entries($defs as Record<string, JsonSchema>)) {
    schemas[name] ??= finished(definition)
  }
  return finished(printed)
}

const finished = (schema: JsonSchema): JsonSchema =>
  opened(tidied(JSON.parse(JSON.stringify(schema).replaceAll(NAMED, COMPONENT))))
