import type { FastifyReply } from 'fastify'
import type { CredentialSink } from '../domains/context.ts'
import { COOKIE } from '../rpc/context.ts'

/** Signing in leaves the token in a cookie that scripts cannot read (source, Authentication). */
export function cookieSink(
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
