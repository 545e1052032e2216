import autocannon from 'autocannon'

export interface Load {
  requests: number
  perSecond: number
  p50Ms: number
  p99Ms: number
}

const CONCURRENCY = 32

/**
 * Asks `url` again and again from 32 `connections`, or some `requests` of it, which every connection draws for itself.
 * Throws when an answer is not 2xx, or not 304 where there is an `if-none-match` among the headers.
 */
export async function load(
  url: string,
  {
    seconds,
    headers = {},
    requests,
    connections = CONCURRENCY,
  }: {
    seconds: number
    headers?: Record<string, string>
    requests?: readonly LoadRequest[]
    connections?: number
  },
): Promise<Load> {
  const setupClient = requests && ((client: Client) => client.setRequests(drawn(requests)))
  const result = await autocannon({ url, connections, duration: seconds, headers, setupClient })
  const isConditional = 'if-none-match' in { ...headers, ...requests?.[0]?.headers }
  const expected = isConditional ? result['3xx'] : result['2xx']
  const failures = result['2xx'] + result.non2xx - expected + result.errors
  if (failures > 0) throw new Error(`${url}: ${failures} of ${result.requests.total} answers were failures.`)
  return {
    requests: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  }
}

export type LoadRequest = autocannon.Request

interface Client {
  setRequests(requests: LoadRequest[]): void
}

/** Few enough to be built before the load begins to count. */
const DRAWN = 50

const drawn = (requests: readonly LoadRequest[]): LoadRequest[] =>
  Array.from({ length: DRAWN }, () => requests[Math.floor(Math.random() * requests.length)] as LoadRequest)
