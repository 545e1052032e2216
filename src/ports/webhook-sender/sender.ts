import { reasonOf } from './reason.ts'
import { allowedAddresses, createResolve, type Resolve } from './resolve.ts'
import { hostOf, type TargetRules, targetOf } from './target.ts'
import { type Attempt, Refused, type WebhookMessage, type WebhookSender } from './webhook-sender.ts'

export interface WebhookSenderConfig extends TargetRules {
  /** How long (ms) one message may take. */
  timeoutMs?: number
}

const TIMEOUT_MS = 15_000
/** A name of which nothing can be learned now is looked up again whenever it is called. */
const DOES_NOT_EXIST = new Set(['ENOTFOUND', 'ENODATA'])

/** Sends webhooks; every URL is checked by `rules` when it is entered and again whenever it is called. */
export function createWebhookSender(
  { timeoutMs = TIMEOUT_MS, ...rules }: WebhookSenderConfig,
  resolve: Resolve = createResolve(),
): WebhookSender {
  // A server without webhooks does not load the HTTP client.
  const load = () =>
    import('./client.ts').then(({ createClient }) => createClient({ ...rules, timeoutMs }, resolve))
  let client: ReturnType<typeof load> | undefined

  async function post(message: WebhookMessage): Promise<Omit<Attempt, 'durationMs'>> {
    const url = targetOf(message.url, rules)
    client ??= load()
    return (await client).post(url, message)
  }

  return {
    async objection(url) {
      try {
        await allowedAddresses(hostOf(targetOf(url, rules)), resolve, rules)
        return undefined
      } catch (error) {
        if (error instanceof Refused) return error.message
        const code = (error as NodeJS.ErrnoException).code ?? ''
        return DOES_NOT_EXIST.has(code) ? 'names a host that does not exist' : undefined
      }
    },
    async send(message) {
      const startedAt = performance.now()
      const result = await post(message).catch((error) => ({
        statusCode: null,
        error: reasonOf(error, timeoutMs),
        excerpt: null,
        retryAfter: null,
      }))
      return { ...result, durationMs: Math.round(performance.now() - startedAt) }
    },
    async close() {
      await (await client)?.close()
    },
  }
}
