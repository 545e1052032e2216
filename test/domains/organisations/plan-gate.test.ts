import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PLANS } from '../../../src/auth/plans.ts'
import { createConfig } from '../../../src/config/config.ts'
import { readEnv } from '../../../src/config/env.ts'
import { restRoutes } from '../../../src/http/rest.ts'
import { rpcRoutes } from '../../../src/http/rpc.ts'
import { createServer } from '../../../src/http/server.ts'
import { onPlan } from '../../../src/rpc/plan-gate.ts'
import { open, scoped } from '../../../src/rpc/procedures.ts'
import { t } from '../../../src/rpc/trpc.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, type TestKey } from '../../support/keys.ts'
import { newOrg, type TestOrg } from '../../support/orgs.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const things = t.router({
  list: scoped('listings:read')
    .concat(onPlan('tenant-api'))
    .meta({ openapi: { method: 'GET', path: '/things' } })
    .input(z.object({ count: z.int().default(1) }))
    .output(z.object({ userId: z.string() }))
    .query(({ ctx }) => ({ userId: ctx.actor.userId })),
  look: open
    .concat(onPlan('tenant-api'))
    .meta({ openapi: { method: 'GET', path: '/look' } })
    .output(z.string())
    .query(() => 'seen'),
  registry: scoped('listings:read')
    .meta({ openapi: { method: 'GET', path: '/registry' } })
    .output(z.string())
    .query(() => 'open to all plans'),
})
const router = t.router({ things })

/** The tenant API in small, on the services of the real app. */
const app = testApp()
const call = callerOf(app)
let server: FastifyInstance
let origin = ''
beforeAll(async () => {
  const config = createConfig(readEnv({ JWT_SECRET: 'x'.repeat(32), DATA_DIR: '/nowhere' }))
  server = await createServer(config, app.current.services)
  await server.register(restRoutes, { prefix: '/api/v1', router, app: app.current.services })
  await server.register(rpcRoutes, { prefix: '/trpc', router, app: app.current.services })
  origin = await server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.close())
const ask = callerOf({
  get current() {
    return { origin }
  },
})

let owner: TestUser
let org: TestOrg
let key: TestKey
beforeAll(async () => {
  owner = await signUp(call)
  org = await newOrg(call, owner.token)
  key = await newKey(call, owner.token, { org_id: org.id, permissions: ['listings:read'] })
})

const headers = ({ key: value } = key) => ({ 'x-api-key': value })
const choose = (plan: string) => call(`PUT /orgs/${org.id}/plan`, { token: owner.token, body: { plan } })

describe('the plan gate', () => {
  it("tells a starter organisation's key to upgrade, in the words of the source", async () => {
    await choose('starter')
    const answer = await ask('GET /things', { headers: headers() })
    expect(answer.status).toBe(403)
    expect(answer.body).toEqual({
      error: {
        code: 'plan_gated',
        message: 'The public REST API is available on Pro and higher plans. Upgrade in /admin/billing.',
        current_plan: 'starter',
        required_plans: ['pro', 'creator-plus', 'sovereign'],
        request_id: `req_${answer.headers.get('x-request-id')}`,
      },
    })
  })

  it('says the same over RPC', async () => {
    await choose('starter')
    const { status, body } = await ask('GET //trpc/things.list?input=%7B%7D', { headers: headers() })
    expect(status).toBe(403)
    expect(body.error.data).toMatchObject({
      code: 'plan_gated',
      current_plan: 'starter',
      required_plans: ['pro', 'creator-plus', 'sovereign'],
    })
  })

  it('opens at the next call after the upgrade and closes after the downgrade, for the same key', async () => {
    const seen: [plan: string, status: number][] = []
    for (const plan of [...PLANS, 'starter']) {
      await choose(plan)
      seen.push([plan, (await ask('GET /things', { headers: headers() })).status])
    }
    expect(seen).toEqual([
      ['starter', 403],
      ['pro', 200],
      ['creator-plus', 200],
      ['sovereign', 200],
      ['starter', 403],
    ])
  })

  it("goes by the plan of the key's organisation, not by another one of its holder", async () => {
    await choose('pro')
    const own = await newKey(call, owner.token, { permissions: ['listings:read'] })
    expect((await ask('GET /things', { headers: headers(own) })).status).toBe(403)
    const other = { ...headers(own), 'x-org-id': org.id }
    expect((await ask('GET /things', { headers: other })).status).toBe(403)
    expect((await ask('GET /things', { headers: headers() })).status).toBe(200)
  })

  it('lets sessions and anonymous readers through', async () => {
    await choose('starter')
    expect((await ask('GET /things', { token: owner.token })).body).toEqual({ userId: owner.profile.id })
    expect((await ask('GET /look')).status).toBe(200)
    expect((await ask('GET /look', { headers: headers() })).body.error.code).toBe('plan_gated')
    expect((await ask('GET /registry', { headers: headers() })).status).toBe(200)
  })

  it('asks for the scope before the plan, and for the plan before the input', async () => {
    await choose('starter')
    const narrow = await newKey(call, owner.token, { org_id: org.id, permissions: ['read'] })
    expect((await ask('GET /things', { headers: headers(narrow) })).body.error.code).toBe(
      'insufficient_scope',
    )
    expect((await ask('GET /things?count=x', { headers: headers() })).body.error.code).toBe('plan_gated')
    expect((await ask('GET /things?count=x', { token: owner.token })).body.error.code).toBe(
      'validation_failed',
    )
  })
})
