import { STATUS } from '../../domains/errors.ts'
import type { JsonSchema } from './document.ts'

/** The one shape of every error (CONTRACT §1). */
export const ERROR_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'Every error has this shape. Decide by `code`; `message` is for people and may change.',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'request_id'],
      properties: {
        code: { type: 'string', enum: Object.keys(STATUS), description: 'What went wrong, for programs' },
        message: { type: 'string', description: 'What went wrong and what to do, for people' },
        request_id: { type: 'string', description: '`req_` and the UUID of the header `x-request-id`' },
        issues: {
          type: 'array',
          description: 'What does not fit, field by field (failed validation)',
          items: {
            type: 'object',
            required: ['path', 'message'],
            properties: {
              path: {
                type: 'string',
                description: 'The field, with dots for nesting; empty for the whole input',
              },
              message: { type: 'string' },
            },
          },
        },
        required_scope: { type: 'string', description: 'The scope the key lacks (`insufficient_scope`)' },
        current_plan: { type: 'string', description: "The organisation's plan (`plan_gated`)" },
        required_plans: {
          type: 'array',
          items: { type: 'string' },
          description: 'The plans that include this (`plan_gated`)',
        },
      },
    },
  },
}
