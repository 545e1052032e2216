import type { AnyRouter } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { quotaOf } from '../auth/key-quota.ts'
import type { Config } from '../config/config.ts'
import { DomainError } from '../domains/errors.ts'
import { networkOf } from '../lib/network.ts'
import {
  type Bucket,
  isAllowed,
  type RateLimiter,
  tightest,
  type Verdict,
} from '../ports/rate-limit/rate-limit.ts'
import type { Meta } from '../rpc/meta.ts'

export interface RateLimitOptions {
  limiter: RateLimiter
  limits: Config['rateLimits']
  /** Knows which procedures are limited more strictly. */
  router: AnyRouter
}

const REST = /^\/api\/v1(?:[/?]|$)/
const RPC = /^\/trpc\/([^?]*)/

/**
 * Lets each caller make so many calls (CONTRACT §1), over either surface from the same bucket, before anything
 * else is done. A batch takes a token for each of its calls. Every answer says what is left.
 */
export function limitRates(server: FastifyInstance, options: RateLimitOptions): void {
  const strict = strictProcedures(options.router)
  server.addHook('onRequest', async (request, reply) => {
    const calls = callsOf(request)
    if (calls.length === 0) return
    const taken = calls.map((name) =>
      options.limiter.take(bucketsOf(request, strict.has(name), options.limits)),
    )
    const verdicts = (await Promise.all(taken)).flat()
    const shown = tightest(verdicts)
    if (shown) show(reply, shown)
    if (shown && !isAllowed(verdicts)) throw refused(shown)
  })
}

/** The procedures a request calls; one of no name for a path that is not there. A preflight calls nothing. */
function callsOf(request: FastifyRequest): string[] {
  if (request.method === 'OPTIONS') return []
  if (REST.test(request.url)) return [request.routeOptions.config.procedure ?? '']
  const [, path] = RPC.exec(request.url) ?? []
  return path === undefined ? [] : path.split(/,|%2c/i).map(decoded)
}

/** A key by its own bucket; everybody else, wrong keys too, by address. */
function bucketsOf(request: FastifyRequest, isStrict: boolean, limits: RateLimitOptions['limits']): Bucket[] {
  const { key } = request.caller
  const network = networkOf(request.ip)
  const own: Bucket = key
    ? { key: `key:${key.keyId}`, quota: quotaOf(key.rateLimit, limits.platformPerMinute) }
    : { key: `ip:${network}`, quota: limits.general }
  return isStrict ? [own, { key: `auth:${network}`, quota: limits.auth }] : [own]
}

function show(reply: FastifyReply, { limit, remaining, resetAt }: Verdict): void {
  reply
    .header('x-ratelimit-limit', limit)
    .header('x-ratelimit-remaining', remaining)
    .header('x-ratelimit-reset', resetAt)
}

const refused = ({ retryAfter }: Verdict): DomainError =>
  new DomainError('rate_limited', `Too many requests. Try again in ${retryAfter} s.`, {
    headers: { 'retry-after': String(retryAfter) },
  })

function strictProcedures(router: AnyRouter): Set<string> {
  const procedures = Object.entries(router._def.procedures as Record<string, { _def: { meta?: Meta } }>)
  return new Set(procedures.filter(([, { _def }]) => _def.meta?.limit === 'auth').map(([name]) => name))
}

/** As tRPC reads the path; what it cannot read is no procedure. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}
