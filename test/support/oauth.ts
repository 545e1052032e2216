import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OAuth2Server } from 'oauth2-mock-server'
import { afterAll, afterEach } from 'vitest'
import type { Answer, Call } from './caller.ts'

export type Provider = 'github' | 'google' | 'discord'

/** Somebody at a provider, in the provider's own words. */
export interface Person {
  userInfo: unknown
  /** What GitHub's `/emails` answers. */
  emails?: unknown
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface TestProvider {
  origin: string
  /** What the app needs to know for all three providers to be this one. */
  env: Record<string, string>
  /** Ways to misbehave by path, like `/token`; forgotten after each test. */
  faults: Map<string, Handler>
  /** What was asked for since the test began: `POST /token`. */
  requests: string[]
  /** Lets the person in at the address that the app redirected to: the path they come back with. */
  authorize(url: string, person: Person): Promise<`/${string}`>
}

/** A real OAuth server (PKCE included) that plays GitHub, Google and Discord. */
export async function testProvider(): Promise<TestProvider> {
  const { service, issuer } = new OAuth2Server()
  const [faults, requests] = [new Map<string, Handler>(), [] as string[]]
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://provider').pathname
    requests.push(`${request.method} ${path}`)
    const serve = faults.get(path) ?? service.requestHandler
    serve(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  issuer.url = origin
  await issuer.keys.generate('RS256')
  const people = byTicket(service)
  afterEach(() => {
    faults.clear()
    requests.length = 0
  })
  afterAll(() => server.closeAllConnections())
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  return {
    origin,
    env: envOf(origin),
    faults,
    requests,
    async authorize(url, person) {
      const answer = await fetch(url, { redirect: 'manual' })
      const back = new URL(answer.headers.get('location') ?? '')
      people.set(back.searchParams.get('code') ?? '', person)
      return back.href.slice(`${back.origin}/api/v1`.length) as `/${string}`
    },
  }
}

export const CLIENT = { id: 'gourd-client', secret: 'gourd secret: +/&=' }

function envOf(origin: string): Record<string, string> {
  const of = (prefix: string) => ({
    [`${prefix}_CLIENT_ID`]: CLIENT.id,
    [`${prefix}_CLIENT_SECRET`]: CLIENT.secret,
    [`${prefix}_AUTHORIZE_URL`]: `${origin}/authorize`,
    [`${prefix}_TOKEN_URL`]: `${origin}/token`,
    [`${prefix}_USERINFO_URL`]: `${origin}/userinfo`,
  })
  return { ...of('GITHUB'), ...of('GOOGLE'), ...of('DISCORD') }
}

/** Who a code is of, and then who the access token is of that it was exchanged for, once and by our client. */
function byTicket(service: OAuth2Server['service']): Map<string, Person> {
  const people = new Map<string, Person>()
  const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`
  const personOf = ({ headers }: IncomingMessage) => people.get(headers.authorization?.split(' ')[1] ?? '')
  service.on('beforeResponse', (response, request) => {
    const { code = '', redirect_uri } = request.body as Record<string, string | undefined>
    const person = people.get(code)
    const isOurs = request.headers.authorization === basic && redirect_uri?.endsWith('/callback')
    if (!isOurs) Object.assign(response, { statusCode: 401, body: { error: 'invalid_client' } })
    else if (!person) Object.assign(response, { statusCode: 400, body: { error: 'invalid_grant' } })
    else {
      // The server's own tokens of one second are all the same.
      const access_token = randomUUID()
      Object.assign(response.body as object, { access_token })
      people.delete(code)
      people.set(access_token, person)
    }
  })
  service.on('beforeUserinfo', (response, request) => {
    const person = personOf(request)
    response.statusCode = person ? 200 : 401
    response.body = (person?.userInfo ?? {}) as typeof response.body
  })
  service.addRoute('GET', '/userinfo/emails', (request, response) => {
    const person = personOf(request)
    response.writeHead(person?.emails ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(person?.emails ?? {}))
  })
  return people
}

/** A browser: it keeps cookies and sends them back. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  async get(path: string): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#call(`GET ${path as `/${string}`}`, { cookie })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value) this.cookies.set(name, value)
      else this.cookies.delete(name)
    }
    return answer
  }

  /** Starts to sign in and lets the provider say yes: the path to come back with. */
  async leave(at: TestProvider, provider: Provider, person: Person, returnTo?: string) {
    const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`
    const { status, headers } = await this.get(`/auth/${provider}${query}`)
    if (status !== 302) throw new Error(`the sign-in did not start: ${status}`)
    return at.authorize(headers.get('location') ?? '', person)
  }

  /** The whole way to the provider and back: the callback's answer. */
  async signIn(at: TestProvider, provider: Provider, person: Person, returnTo?: string): Promise<Answer> {
    return this.get(await this.leave(at, provider, person, returnTo))
  }

  async profile(): Promise<Record<string, any>> {
    const { status, body } = await this.get('/auth/me')
    if (status !== 200) throw new Error(`nobody is signed in: ${status}`)
    return body
  }
}
