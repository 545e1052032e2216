import { Agent, request } from 'undici'
import { guardedConnector } from './connector.ts'
import { excerptOf } from './excerpt.ts'
import type { Resolve } from './resolve.ts'
import type { Attempt, WebhookMessage } from './webhook-sender.ts'

export interface ClientOptions {
  allowPrivateNetworks: boolean
  timeoutMs: number
}

const CONNECTIONS_PER_ORIGIN = 32

/** POSTs over HTTP/1.1: no redirect is followed, no proxy asked, no answer believed to be small. */
export function createClient({ allowPrivateNetworks, timeoutMs }: ClientOptions, resolve: Resolve) {
  const closing = new AbortController()
  const agent = new Agent({
    connect: guardedConnector(resolve, { allowPrivateNetworks }),
    connections: CONNECTIONS_PER_ORIGIN,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  return {
    /** Rejects when there is no answer. */
    async post(url: URL, { headers, body }: WebhookMessage): Promise<Omit<Attempt, 'durationMs'>> {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)])
      const answer = await request(url, { dispatcher: agent, method: 'POST', headers, body, signal })
      const retryAfter = answer.headers['retry-after']
      return {
        statusCode: answer.statusCode,
        error: null,
        excerpt: await excerptOf(answer.body),
        retryAfter: (Array.isArray(retryAfter) ? retryAfter[0] : retryAfter) ?? null,
      }
    },
    async close(): Promise<void> {
      closing.abort(new Error('the server is stopping'))
      await agent.destroy()
    },
  }
}
