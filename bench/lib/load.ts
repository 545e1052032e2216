import autocannon from 'autocannon'

export interface Load {
  requests: number
  perSecond: number
  p50Ms: number
  p99Ms: number
}

const CONCURRENCY = 32

/** Asks `url` again and again from 32 connections. Throws when an answer is not 2xx. */
export async function load(
  url: string,
  { seconds, headers = {} }: { seconds: number; headers?: Record<string, string> },
): Promise<Load> {
  const result = await autocannon({ url, connections: CONCURRENCY, duration: seconds, headers })
  const failures = result.non2xx + result.errors
  if (failures > 0) throw new Error(`${url}: ${failures} of ${result.requests.total} answers were failures.`)
  return {
    requests: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  }
}
