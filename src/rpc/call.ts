import { type AnyProcedure, getTRPCErrorFromUnknown, TRPCError } from '@trpc/server'
import type { z } from 'zod'
import type { Context } from '../domains/context.ts'
import { NOT_MODIFIED } from './conditional-read.ts'

export interface Call {
  ctx: Context
  /** Asked by the procedure's input check, after its guards. */
  rawInput: () => unknown
}

type Result = { ok: true; data: unknown } | { ok: false; error: unknown }
type Next = { ctx?: Partial<Context>; input?: unknown }
type Middleware = ((options: State & { next: (next?: Next) => Promise<Result> }) => Promise<Result>) & {
  /** Set by tRPC on its own. */
  _type?: 'input' | 'output'
}

interface State extends Call {
  path: string
  type: string
  meta: unknown
  input: unknown
  getRawInput: () => Promise<unknown>
  signal: undefined
  batchIndex: 0
}

/** What is left to do of a procedure. Never rejects. */
type Step = (state: State) => Promise<Result>

interface Definition {
  middlewares: Middleware[]
  inputs: z.ZodType[]
  output?: z.ZodType
  resolver: (state: State) => unknown
  meta: unknown
  type: string
}

/**
 * A procedure as a function: its guards, input check, resolver and output check in their order, as tRPC runs them.
 * tRPC's own loop copies its state six times a call through a helper made for old engines, and waits for each check as
 * if it could take long, at many times the cost of everything else in it. Rejects with what the procedure threw, as
 * tRPC's error, or with `NOT_MODIFIED`, which is none.
 */
export function callerOf(path: string, { _def }: AnyProcedure): (call: Call) => Promise<unknown> {
  const { meta, type, ...definition } = _def as unknown as Definition
  const run = stepsOf(definition)
  return async ({ ctx, rawInput }) => {
    const result = await run({
      path,
      type,
      meta,
      ctx,
      rawInput,
      input: undefined,
      getRawInput: async () => rawInput(),
      signal: undefined,
      batchIndex: 0,
    })
    if (!result.ok) throw result.error
    return result.data
  }
}

/** The resolver is the last of the middlewares; the output that counts is the one that was given last. */
function stepsOf({ middlewares, inputs, output, resolver }: Omit<Definition, 'meta' | 'type'>): Step {
  const schemas = [...inputs]
  return middlewares.slice(0, -1).reduceRight<Step>((rest, middleware) => {
    if (middleware._type === 'input') return checkInput(schemas.pop() as z.ZodType, rest)
    if (middleware._type === 'output') return checkOutput(output as z.ZodType, rest)
    return guard(middleware, rest)
  }, resolve(resolver))
}

const resolve =
  (resolver: Definition['resolver']): Step =>
  async (state) => {
    try {
      return { ok: true, data: await resolver(state) }
    } catch (cause) {
      return failed(cause)
    }
  }

const checkInput =
  (schema: z.ZodType, rest: Step): Step =>
  async (state) => {
    try {
      const parsed = schema.parse(state.rawInput())
      state.input = isObject(state.input) && isObject(parsed) ? { ...state.input, ...parsed } : parsed
    } catch (cause) {
      return failed(new TRPCError({ code: 'BAD_REQUEST', cause }))
    }
    return rest(state)
  }

const checkOutput =
  (schema: z.ZodType, rest: Step): Step =>
  async (state) => {
    const result = await rest(state)
    if (!result.ok) return result
    try {
      return { ok: true, data: schema.parse(result.data) }
    } catch (cause) {
      return failed(
        new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'Output validation failed', cause }),
      )
    }
  }

const guard =
  (middleware: Middleware, rest: Step): Step =>
  (state) => {
    let passed: Promise<Result> | undefined
    const next = (given?: Next) => {
      passed = rest(given ? { ...state, ...given, ctx: contextOf(state, given) } : state)
      return passed
    }
    try {
      const result = middleware({ ...state, next })
      // Most guards hand on what they get: there is nothing to wait for.
      return result === passed ? result : Promise.resolve(result).catch(failed)
    } catch (cause) {
      return Promise.resolve(failed(cause))
    }
  }

const failed = (cause: unknown): Result => ({
  ok: false,
  error: cause === NOT_MODIFIED ? cause : getTRPCErrorFromUnknown(cause),
})

const contextOf = ({ ctx }: State, next: Next): Context => (next.ctx ? { ...ctx, ...next.ctx } : ctx)

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
