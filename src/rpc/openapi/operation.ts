import { type JsonSchema, type Operation, type Response, refTo } from './document.ts'
import { ANY_ERROR, errorResponses } from './errors.ts'
import type { Documented } from './procedures.ts'
import { type GeneratedRequest, requestOf } from './request.ts'
import { codeSamples } from './samples.ts'
import { accessNote, securityOf } from './security.ts'
import { successResponses } from './success.ts'

/** The components that operations share and add to. */
export interface Shared {
  schemas: Record<string, JsonSchema>
  responses: Record<string, Response>
}

/** An operation as the generator printed it, finished by what its procedure says about itself. */
export function finished(
  procedure: Documented,
  generated: Operation,
  shared: Shared,
  baseUrl: string,
): Operation {
  const { access } = procedure
  const description = [generated.description, accessNote(access)].filter(Boolean).join('\n\n')
  return {
    operationId: generated.operationId,
    tags: generated.tags,
    summary: generated.summary,
    ...(description && { description }),
    ...(generated.deprecated && { deprecated: true }),
    security: securityOf(access),
    ...(access.kind === 'scope' && { 'x-required-scope': access.scope }),
    ...requestOf(procedure, generated as GeneratedRequest, shared.schemas),
    responses: responsesOf(procedure, generated, shared),
    'x-codeSamples': codeSamples(procedure, baseUrl),
  } as Operation
}

function responsesOf(procedure: Documented, generated: Operation, shared: Shared) {
  const { description, content } = (generated.responses as Record<string, Response>)[200] ?? {}
  const text = description === 'Successful response' ? undefined : description
  const success = successResponses(procedure, text, content?.['application/json']?.schema ?? {})
  const responses = { ...errorResponses(procedure, shared.responses), ...success }
  const hasSuccess = Object.keys(success).some((status) => status.startsWith('2'))
  // Only redirects: whatever is none of the listed statuses is an error in the one shape.
  if (hasSuccess) return responses
  shared.responses.AnyError = ANY_ERROR
  return { ...responses, default: refTo('responses', 'AnyError') }
}
