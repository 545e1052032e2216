/** The part of autocannon that is used here; the package has no types. */
declare module 'autocannon' {
  interface Result {
    requests: { total: number }
    latency: { p50: number; p99: number }
    /** Seconds. */
    duration: number
    non2xx: number
    errors: number
  }
  export default function autocannon(options: {
    url: string
    method?: 'GET' | 'POST'
    body?: string
    connections: number
    duration: number
    headers?: Record<string, string>
    /** Called once for each connection. */
    setupClient?(client: { setRequests(requests: { path: string }[]): void }): void
  }): Promise<Result>
}
