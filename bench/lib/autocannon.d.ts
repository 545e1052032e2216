/** The part of autocannon that is used here; the package has no types. */
declare module 'autocannon' {
  interface Result {
    requests: { total: number }
    latency: { p50: number; p99: number }
    /** Seconds. */
    duration: number
    '2xx': number
    '3xx': number
    non2xx: number
    errors: number
  }
  interface Options {
    url: string
    method?: 'GET' | 'POST' | 'PUT'
    body?: string
    connections: number
    duration: number
    headers?: Record<string, string>
    /** Called once for each connection. */
    setupClient?(client: {
      setRequests(requests: { path: string; headers?: Record<string, string> }[]): void
    }): void
  }
  function autocannon(options: Options): Promise<Result>
  namespace autocannon {
    export { Options }
  }
  export default autocannon
}
