import autocannon from 'autocannon'

export interface Load {
  requests: number
  perSecond: number
  p50Ms: number
  p99Ms: number
}

const CONCURRENCY = 32

/**
 * Asks `url` again and again from 32 connections, or some of its `paths`, which every connection draws for itself.
 * Throws when an answer is not 2xx.
 */
export async function load(
  url: string,
  {
    seconds,
    headers = {},
    paths,
  }: { seconds: number; headers?: Record<string, string>; paths?: readonly string[] },
): Promise<Load> {
  const setupClient = paths && ((client: Client) => client.setRequests(drawn(paths)))
  const result = await autocannon({ url, connections: CONCURRENCY, duration: seconds, headers, setupClient })
  const failures = result.non2xx + result.errors
  if (failures > 0) throw new Error(`${url}: ${failures} of ${result.requests.total} answers were failures.`)
  return {
    requests: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  }
}

interface Client {
  setRequests(requests: { path: string }[]): void
}

/** Few enough to be built before the load begins to count. */
const DRAWN = 50

const drawn = (paths: readonly string[]): { path: string }[] =>
  Array.from({ length: DRAWN }, () => ({ path: paths[Math.floor(Math.random() * paths.length)] as string }))
