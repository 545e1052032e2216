import type { FastifyReply } from 'fastify'
import type { TicketStore } from '../domains/context.ts'

const PREFIX = 'pumpkin_hub_ticket_'

/** Tickets in cookies of this host, which come along when another site sends people back here. */
export class TicketCookies implements TicketStore {
  readonly #reply: FastifyReply
  readonly #secure: boolean

  constructor(reply: FastifyReply, { secure }: { secure: boolean }) {
    this.#reply = reply
    this.#secure = secure
  }

  names(): string[] {
    return Object.keys(this.#reply.request.cookies)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => name.slice(PREFIX.length))
  }

  read(name: string): string | undefined {
    return this.#reply.request.cookies[PREFIX + name]
  }

  put(name: string, value: string, ttlSeconds: number): void {
    this.#reply.setCookie(PREFIX + name, value, { ...this.#attributes(), maxAge: ttlSeconds })
  }

  drop(name: string): void {
    this.#reply.clearCookie(PREFIX + name, this.#attributes())
  }

  #attributes() {
    return { path: '/', secure: this.#secure, httpOnly: true, sameSite: 'lax' as const }
  }
}
