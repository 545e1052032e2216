import type { AnyProcedure, AnyRouter } from '@trpc/server'
import type { OpenApiRouter } from 'trpc-to-openapi'
import { z } from 'zod'
import type { Access } from '../../auth/access.ts'
import type { Meta, RestMeta } from '../meta.ts'

type OpenApi = NonNullable<Meta['openapi']>

/** A procedure with a REST route, as the document needs to know it. */
export interface Documented {
  /** `plugins.list` */
  name: string
  kind: 'query' | 'mutation'
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/plugins/{slug}` */
  path: string
  pathParameters: string[]
  openapi: OpenApi
  access: Access
  plan?: Meta['plan']
  rest: RestMeta
  input?: z.ZodObject
  output: z.ZodType
}

/** The procedures that have a REST route, in the router's order; the others are RPC only. */
export function documented(router: AnyRouter): Documented[] {
  const procedures = Object.entries(router._def.procedures as Record<string, AnyProcedure>)
  return procedures.flatMap(([name, procedure]) => {
    const meta = procedure._def.meta as Meta | undefined
    return meta?.openapi ? [describe(name, procedure, meta, meta.openapi)] : []
  })
}

/** A router of the same procedures as the generator reads it, without its own ideas of errors and security. */
export const generatorView = (procedures: Documented[]): OpenApiRouter => {
  const views = procedures.map(({ name, kind, openapi, input, output }) => {
    const meta = { openapi: { ...openapi, operationId: undefined, protect: false, errorResponses: [] } }
    return [name, { _def: { type: kind, meta, inputs: input ? [input] : [], output } }]
  })
  return { _def: { procedures: Object.fromEntries(views) } } as unknown as OpenApiRouter
}

function describe(name: string, procedure: AnyProcedure, meta: Meta, openapi: OpenApi): Documented {
  const { method, path } = openapi
  const { type, inputs, output } = procedure._def as unknown as {
    type: Documented['kind']
    inputs: z.ZodType[]
    output?: z.ZodType
  }
  if (!meta.access) throw new Error(`${name} does not state who may call it; start it from a guard.`)
  return {
    name,
    kind: type,
    method,
    path,
    pathParameters: [...path.matchAll(/\{([^}]+)\}/g)].map(([, parameter = '']) => parameter),
    openapi,
    access: meta.access,
    plan: meta.plan,
    rest: meta.rest ?? {},
    input: oneObject(name, inputs),
    output: output ?? z.void(),
  }
}

/** The one object that several `.input()` make together; the facade merges them the same way. */
function oneObject(name: string, inputs: z.ZodType[]): z.ZodObject | undefined {
  const objects = inputs.map((input) => {
    if (input instanceof z.ZodObject) return input
    throw new Error(`${name} has a REST route, so its input must be a z.object().`)
  })
  if (objects.length < 2) return objects[0]
  return z.object(Object.assign({}, ...objects.map(({ shape }) => shape)))
}

/** Whether a request carries a body: a form, or input that the path does not hold. */
export const hasBody = (procedure: Documented): boolean =>
  Boolean(procedure.rest.form) || (!['GET', 'DELETE'].includes(procedure.method) && isChecked(procedure))

/** Whether there is input that a schema can refuse; what only names something in the path is found or not. */
export const isChecked = ({ rest, input, pathParameters }: Documented): boolean =>
  Boolean(rest.form) || Object.keys(input?.shape ?? {}).some((name) => !pathParameters.includes(name))
