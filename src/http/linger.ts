import type { FastifyInstance, FastifyRequest } from 'fastify'

const LINGER_MS = 30_000

/**
 * Senders that were answered before they had sent everything: closing on them would reset the connection and with it
 * the answer that they have not read. What they still send is dropped, for so long; then the connection is cut.
 */
export function lingerAfterAnswers(server: FastifyInstance, lingerMs = LINGER_MS): void {
  server.addHook('onResponse', (request, _reply, done) => {
    if (hasBody(request) && !request.raw.readableEnded) dropRest(request, lingerMs)
    done()
  })
}

function dropRest({ raw }: FastifyRequest, lingerMs: number): void {
  raw.unpipe()
  raw.resume()
  if (raw.complete) return
  const timer = setTimeout(() => raw.destroy(), lingerMs)
  raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
