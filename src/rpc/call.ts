import { type AnyProcedure, getTRPCErrorFromUnknown } from '@trpc/server'
import type { Context } from '../domains/context.ts'
import { NOT_MODIFIED } from './conditional-read.ts'

export interface Call {
  ctx: Context
  /** Asked once, by the procedure's input check. */
  getRawInput: () => Promise<unknown>
}

type Result = { ok: true; data: unknown } | { ok: false; error: unknown }
type Next = Partial<Call> & { input?: unknown }
type Middleware = (options: State & { next: (next?: Next) => Promise<Result> }) => Promise<Result>

interface State extends Call {
  path: string
  type: string
  meta: unknown
  input: unknown
  signal: undefined
  batchIndex: 0
}

/**
 * A procedure as a function: its guards, input check, resolver and output check in their order, as tRPC runs them.
 * tRPC's own loop copies its state six times a call through a helper made for old engines, at five times the cost
 * of everything else in it. Rejects with what the procedure threw, as tRPC's error, or with
 * `NOT_MODIFIED`, which is none.
 */
export function callerOf(path: string, { _def }: AnyProcedure): (call: Call) => Promise<unknown> {
  const { middlewares, meta, type } = _def as unknown as {
    middlewares: Middleware[]
    meta: unknown
    type: string
  }
  const run = middlewares.reduceRight<(state: State) => Promise<Result>>(
    (rest, middleware) => (state) => runOne(middleware, state, rest),
    () => Promise.reject(new Error(`${path} has no resolver`)),
  )
  return async ({ ctx, getRawInput }) => {
    const state: State = {
      path,
      type,
      meta,
      ctx,
      getRawInput,
      input: undefined,
      signal: undefined,
      batchIndex: 0,
    }
    const result = await run(state)
    if (!result.ok) throw result.error
    return result.data
  }
}

async function runOne(
  middleware: Middleware,
  state: State,
  rest: (state: State) => Promise<Result>,
): Promise<Result> {
  try {
    return await middleware({
      ...state,
      next: (next) => rest(next ? { ...state, ...next, ctx: contextOf(state, next) } : state),
    })
  } catch (cause) {
    return { ok: false, error: cause === NOT_MODIFIED ? cause : getTRPCErrorFromUnknown(cause) }
  }
}

const contextOf = ({ ctx }: State, next: Next): Context => (next.ctx ? { ...ctx, ...next.ctx } : ctx)
