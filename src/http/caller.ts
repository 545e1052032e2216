import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../domains/context.ts'
import { type Caller, type Credentials, identify, nobody } from '../rpc/caller.ts'
import { COOKIE } from '../rpc/context.ts'
import { ours } from '../rpc/errors.ts'
import { CredentialCookie } from './credential.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it; known before the body is read. */
    caller: Caller
  }
}

const CALLS = /^\/(?:api\/v1|trpc)(?:[/?]|$)/

/** Finds out who sends each call of the API, over either surface, whatever becomes of it. */
export function identifyCallers(server: FastifyInstance, app: Services): void {
  server.decorateRequest('caller')
  server.addHook('onRequest', async (request, reply) => {
    request.caller = nobody
    // By its route: a path can be spelled in many ways.
    if (!CALLS.test(request.routeOptions.url ?? request.url)) return
    const forget = () => new CredentialCookie(reply, app.settings.cookie).forget()
    request.caller = admitted(app, await identify(app, credentialsOf(request), forget))
  })
}

/** A call whose record could not be kept is not taken. */
function admitted({ keyUsage }: Services, caller: Caller): Caller {
  if (!caller.key || keyUsage.hasRoom()) return caller
  return { ...nobody, refusal: ours('unavailable', new Error('The usage log cannot be written.')) }
}

function credentialsOf(request: FastifyRequest): Credentials {
  const { cookie } = request.headers
  return {
    cookies: cookie === undefined ? [] : cookiesIn(cookie),
    authorization: allOf(request, 'authorization'),
    apiKey: allOf(request, 'x-api-key'),
  }
}

const COOKIE_PAIR = new RegExp(`(?:^|;)\\s*${COOKIE}="?([^;"]*)`, 'g')

/** Every value of the session cookie: one that was set for another domain or path comes beside it. */
const cookiesIn = (header: string): string[] =>
  [...header.matchAll(COOKIE_PAIR)].map(([, value = '']) => value.trim())

/** A header as it was sent, however often: of one that is repeated, Node shows only the first. */
export function allOf({ headers, raw: { rawHeaders } }: FastifyRequest, name: string): string | undefined {
  if (headers[name] === undefined) return undefined
  return rawHeaders
    .filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
    .join(', ')
}
