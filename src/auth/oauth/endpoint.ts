import type { Agent } from 'undici'

const TIMEOUT_MS = 10_000
const MAX_RESPONSE_BYTES = 65_536

let dispatcher: Agent | undefined

/** Loaded with the first sign-in: a server without providers does not hold it in memory. */
async function limitedAgent(): Promise<Agent> {
  const { Agent } = await import('undici')
  dispatcher ??= new Agent({ maxResponseSize: MAX_RESPONSE_BYTES })
  return dispatcher
}

/** How long one conversation with a provider may take, unless nobody waits for it any more. */
export const patience = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])

/** A request that leads nowhere else, ends with `signal` and is not answered by more than 64 KB. */
export const endpoint = async (
  url: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Request> =>
  new Request(url, {
    redirect: 'error',
    signal,
    headers: { 'accept-encoding': 'identity', ...headers },
    dispatcher: (await limitedAgent()) as never,
  })

/** The JSON behind an address that the access token opens. Rejects for every status but 200. */
export async function getJson(url: string, accessToken: string, signal: AbortSignal): Promise<unknown> {
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${accessToken}`,
    'user-agent': 'gourd',
  }
  const response = await fetch(await endpoint(url, signal, headers))
  if (response.status === 200) return response.json()
  await response.body?.cancel()
  throw new Error(`${url} answered ${response.status}`)
}
