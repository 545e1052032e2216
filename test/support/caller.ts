/** An answer as a test reads it. */
export interface Answer<Body = any> {
  status: number
  headers: Headers
  body: Body
}

export interface CallOptions {
  token?: string
  cookie?: string
  headers?: Record<string, string>
  /** Sent as JSON, unless it is a string, bytes or a form. */
  body?: unknown
}

/** Talks HTTP to a running app. `call('GET /plugins')` asks `/api/v1/plugins`; a path with two slashes first is taken from the root. */
export const callerOf =
  (app: { readonly current: { origin: string } }) =>
  async (
    request: `${string} /${string}`,
    { token, cookie, headers, body }: CallOptions = {},
  ): Promise<Answer> => {
    const [method = '', path = ''] = request.split(/ (.*)/s)
    const isRaw = typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array
    const response = await fetch(
      `${app.current.origin}${path.startsWith('//') ? path.slice(1) : `/api/v1${path}`}`,
      {
        method,
        redirect: 'manual',
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(cookie && { cookie }),
          ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : isRaw ? (body as RequestInit['body']) : JSON.stringify(body),
      },
    )
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : bytes,
    }
  }

export type Call = ReturnType<typeof callerOf>
