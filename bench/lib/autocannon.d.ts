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
    setupClient?(client: { setRequests(requests: Request[]): void }): void
  }
  interface Request {
    path: string
    method?: Options['method']
    headers?: Record<string, string>
    body?: string
    /** Makes each request another one. */
    setupRequest?(request: Request): Request
  }
  function autocannon(options: Options): Promise<Result>
  namespace autocannon {
    export { Options, Request }
  }
  export default autocannon
}
