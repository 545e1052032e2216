import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TicketStore } from '../domains/context.ts'

const PREFIX = 'pumpkin_hub_ticket_'

/** Tickets in cookies of this host, which come along when another site sends people back here. */
export function ticketCookies(
  request: FastifyRequest,
  reply: FastifyReply,
  { secure }: { secure: boolean },
): TicketStore {
  const attributes = { path: '/', secure, httpOnly: true, sameSite: 'lax' as const }
  return {
    names: () =>
      Object.keys(request.cookies)
        .filter((name) => name.startsWith(PREFIX))
        .map((name) => name.slice(PREFIX.length)),
    read: (name) => request.cookies[PREFIX + name],
    put: (name, value, ttlSeconds) =>
      void reply.setCookie(PREFIX + name, value, { ...attributes, maxAge: ttlSeconds }),
    drop: (name) => void reply.clearCookie(PREFIX + name, attributes),
  }
}
