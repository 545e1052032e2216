import { createHmac } from 'node:crypto'
import { keyOf } from './secrets.ts'

export interface Signed {
  /** The same for every attempt. */
  id: string
  at: Date
  payload: string
}

/** The headers of the Standard Webhooks specification, with a signature by each of the secrets. */
export function signedHeaders(
  { id, at, payload }: Signed,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signatures = secrets.map((secret) => {
    const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${payload}`)
    return `v1,${mac.digest('base64')}`
  })
  return {
    'content-type': 'application/json',
    'user-agent': 'Gourd-Webhooks/1.2',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
