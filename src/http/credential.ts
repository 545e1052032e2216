import type { FastifyReply } from 'fastify'
import type { CredentialSink } from '../domains/context.ts'
import { COOKIE } from '../rpc/context.ts'

/** Signing in leaves the token in a cookie that scripts cannot read (source, Authentication). */
export class CredentialCookie implements CredentialSink {
  readonly #reply: FastifyReply
  readonly #settings: { domain?: string; secure: boolean }

  constructor(reply: FastifyReply, settings: { domain?: string; secure: boolean }) {
    this.#reply = reply
    this.#settings = settings
  }

  remember(token: string, ttlSeconds: number): void {
    this.#reply.setCookie(COOKIE, token, { ...this.#attributes(), maxAge: ttlSeconds })
  }

  forget(): void {
    this.#reply.clearCookie(COOKIE, this.#attributes())
  }

  #attributes() {
    const { domain, secure } = this.#settings
    return { path: '/', domain, secure, httpOnly: true, sameSite: 'lax' as const }
  }
}
