import type { FastifyInstance } from 'fastify'

const QUIET = new Set(['/livez', '/readyz', '/metrics'])

/** One line per answer, with the request id and the caller's own id. Probes are logged only when they fail. */
export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    if (!QUIET.has(request.url) || reply.statusCode >= 500) {
      request.log.info(
        {
          method: request.method,
          // Without the query: links and callbacks carry secrets there.
          path: request.url.split('?', 1)[0],
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
          address: request.ip,
          client_request_id: request.headers['x-request-id'],
        },
        'request',
      )
    }
    done()
  })
}
