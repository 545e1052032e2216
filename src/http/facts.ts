import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CredentialSink, Services } from '../domains/context.ts'
import { COOKIE, type RequestFacts } from '../rpc/context.ts'
import { formOf } from './form.ts'

const MAX_DEVICE_LENGTH = 255

/** What the rest of the house may know of an HTTP request. */
export function factsOf(request: FastifyRequest, reply: FastifyReply, app: Services): RequestFacts {
  const { headers } = request
  const { meta } = request.routeOptions.config
  return {
    requestId: request.id,
    address: request.ip,
    device: (headers['user-agent'] ?? '').slice(0, MAX_DEVICE_LENGTH),
    method: request.method,
    credentials: {
      cookies: headers.cookie === undefined ? [] : cookiesIn(headers.cookie),
      authorization: headers.authorization === undefined ? undefined : allOf(request, 'authorization'),
      apiKey: headers['x-api-key'] as string | undefined,
    },
    log: request.log,
    deadline: request.deadline,
    credential: cookieSink(reply, app.settings.cookie),
    form: meta?.rest?.form && formOf(request, app.settings),
  }
}

const COOKIE_PAIR = new RegExp(`(?:^|;)\\s*${COOKIE}="?([^;"]*)`, 'g')

/** Every value of the session cookie: one that was set for another domain or path comes beside it. */
const cookiesIn = (header: string): string[] =>
  [...header.matchAll(COOKIE_PAIR)].map(([, value = '']) => value.trim())

/** A header as it was sent: of one that is repeated, Node shows only the first. */
const allOf = ({ raw: { rawHeaders } }: FastifyRequest, name: string): string =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name).join(', ')

/** Signing in leaves the token in a cookie that scripts cannot read (source, Authentication). */
function cookieSink(
  reply: FastifyReply,
  { domain, secure }: { domain?: string; secure: boolean },
): CredentialSink {
  const attributes = { path: '/', domain, secure, httpOnly: true, sameSite: 'lax' as const }
  return {
    remember: (token, ttlSeconds) =>
      void reply.setCookie(COOKIE, token, { ...attributes, maxAge: ttlSeconds }),
    forget: () => void reply.clearCookie(COOKIE, attributes),
  }
}
