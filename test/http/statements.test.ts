import { beforeAll, describe, expect, it } from 'vitest'
import { appRouter } from '../../routers/index.ts'
import type { Meta } from '../../src/rpc/meta.ts'
import { testApp } from '../support/app.ts'
import { callerOf } from '../support/caller.ts'
import { fakeFeed, githubRelease, releases } from '../support/fake-feed.ts'
import { newStatementWorld, type StatementWorld } from '../support/statement-world.ts'
import { type Asked, statementsOf } from '../support/statements.ts'
import { PRIVATE } from '../support/webhooks.ts'

const feed = await fakeFeed()
feed.answer = releases([githubRelease('v0.1.0')])
const app = testApp({ env: { PUMPKIN_RELEASES_URL: feed.url, ...PRIVATE } })
const call = callerOf(app)
const sql = statementsOf(app)

type Who = keyof StatementWorld['as']

/**
 * What each GET costs: statements, then begins and commits, which are round trips as well. The first statement of who
 * signs in is the check of the session or key; that of who works in an organisation with a session finds what they are
 * there. Reads of a tenant are a transaction each.
 */
const COSTS: [procedure: string, path: string, who: Who, statements: number, transaction: number][] = [
  ['platform.health', '/health', 'nobody', 1, 0],
  ['platform.stats', '/stats', 'nobody', 1, 0],
  ['categories.list', '/categories', 'nobody', 1, 0],
  ['pumpkinVersions.list', '/pumpkin-versions', 'nobody', 1, 0],
  ['plugins.list', '/plugins', 'nobody', 1, 0],
  ['plugins.list', '/plugins?sort=downloads_total&page=2', 'nobody', 1, 0],
  ['plugins.list', '/plugins?category=chat', 'nobody', 1, 0],
  ['plugins.list', '/plugins', 'author', 2, 0],
  ['plugins.list', '/plugins', 'key', 2, 0],
  ['plugins.get', '/plugins/{slug}', 'nobody', 1, 0],
  ['plugins.get', '/plugins/{slug}', 'author', 2, 0],
  ['plugins.get', '/plugins/{slug}', 'key', 2, 0],
  ['versions.list', '/plugins/{slug}/versions', 'nobody', 1, 0],
  ['versions.get', '/plugins/{slug}/versions/1.0.0', 'nobody', 1, 0],
  ['versions.get', '/plugins/{slug}/versions/1.0.0', 'author', 2, 0],
  ['binaries.list', '/plugins/{slug}/versions/1.0.0/binaries', 'nobody', 1, 0],
  ['binaries.download', '/plugins/{slug}/versions/1.0.0/download?platform=linux', 'nobody', 1, 0],
  ['dependencies.list', '/plugins/{slug}/versions/1.0.0/dependencies', 'nobody', 1, 0],
  ['dependencies.graph', '/plugins/{slug}/versions/1.0.0/dependencies/graph', 'nobody', 1, 0],
  ['dependencies.dependants', '/plugins/{slug}/dependants', 'nobody', 1, 0],
  ['changelogs.get', '/plugins/{slug}/changelog', 'nobody', 1, 0],
  ['icons.get', '/plugins/{slug}/icon', 'nobody', 1, 0],
  ['media.list', '/plugins/{slug}/media', 'nobody', 1, 0],
  ['reviews.list', '/plugins/{slug}/reviews', 'nobody', 1, 0],
  ['analytics.pluginStats', '/plugins/{slug}/download-stats', 'nobody', 1, 0],
  ['analytics.dashboardStats', '/dashboard/stats', 'author', 2, 0],
  ['analytics.dashboardDownloads', '/dashboard/downloads', 'author', 2, 0],
  ['search.search', '/search', 'nobody', 3, 0],
  ['search.search', '/search?q=plugin&category=chat', 'nobody', 4, 0],
  ['search.suggest', '/search/suggest?q=plugin', 'nobody', 3, 0],
  ['users.get', '/users/{username}', 'nobody', 1, 0],
  ['users.listPlugins', '/users/{username}/plugins', 'nobody', 1, 0],
  ['users.getAvatar', '/users/{user}/avatar', 'nobody', 2, 0],
  ['auth.me', '/auth/me', 'author', 2, 0],
  ['sessions.list', '/auth/sessions', 'author', 2, 0],
  ['notifications.list', '/notifications', 'author', 2, 0],
  ['notifications.unreadCount', '/notifications/unread-count', 'author', 2, 0],
  ['apiKeys.list', '/api-keys', 'author', 2, 2],
  ['apiKeys.get', '/api-keys/{key}', 'author', 2, 2],
  ['apiKeys.usage', '/api-keys/{key}/usage', 'author', 2, 2],
  ['orgs.list', '/orgs', 'author', 2, 2],
  ['orgs.get', '/orgs/{org}', 'tenant', 3, 4],
  ['orgs.getApiSettings', '/orgs/{org}/api-settings', 'tenant', 3, 4],
  ['orgs.getPlan', '/orgs/{org}/plan', 'tenant', 3, 4],
  ['orgs.listMembers', '/orgs/{org}/members', 'tenant', 3, 4],
  ['personas.list', '/personas', 'tenant', 3, 4],
  ['personas.get', '/personas/{persona}', 'tenant', 3, 4],
  ['listings.list', '/listings', 'tenant', 3, 4],
  ['listings.list', '/listings', 'tenantKey', 2, 2],
  ['listings.get', '/listings/{listing}', 'tenant', 3, 4],
  ['marketplace.list', '/marketplace/listings', 'nobody', 1, 2],
  ['marketplace.list', '/marketplace/listings?q=innkeeper', 'nobody', 3, 2],
  ['marketplace.get', '/marketplace/listings/{listing}', 'nobody', 1, 2],
  ['files.list', '/files', 'tenant', 3, 4],
  ['files.get', '/files/{file}', 'tenant', 3, 4],
  ['files.download', '/files/{file}/download', 'tenant', 3, 4],
  ['reports.list', '/reports', 'tenant', 3, 4],
  ['reports.get', '/reports/{report}', 'tenant', 3, 4],
  ['moderation.listActions', '/moderation/actions', 'tenant', 3, 4],
  ['webhooks.list', '/webhooks', 'tenant', 3, 4],
  ['webhooks.get', '/webhooks/{webhook}', 'tenant', 3, 4],
  ['webhooks.deliveries', '/webhooks/{webhook}/deliveries', 'tenant', 3, 4],
  ['admin.stats', '/admin/stats', 'admin', 2, 2],
  ['admin.listPlugins', '/admin/plugins', 'admin', 2, 2],
  ['admin.listUsers', '/admin/users', 'admin', 2, 2],
  ['admin.listAuditLogs', '/admin/audit-logs', 'admin', 2, 0],
  ['fileDecisions.list', '/admin/files?status=approved', 'admin', 2, 2],
  ['listingDecisions.list', '/admin/listings', 'admin', 2, 2],
  ['reviewReports.list', '/admin/review-reports', 'admin', 2, 0],
]

let world: StatementWorld
const first = new Map<string, { asked: Asked; rows: number }>()
const grown = new Map<string, { asked: Asked; rows: number }>()

beforeAll(async () => {
  world = await newStatementWorld(call, app)
  await measure(first)
  await world.grow(9)
  await measure(grown)
}, 180_000)

async function measure(into: typeof first): Promise<void> {
  for (const [, path, who] of COSTS) into.set(`${path} ${who}`, await measured(path, who))
}

async function measured(path: string, who: Who) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => world.ids[name] as string)
  const get = () => call(`GET ${filled}` as 'GET /', world.as[who])
  // What is prepared, cached or noted once is not what a request costs.
  await get()
  await app.current.services.keyUsage.flush()
  let answer = {} as Awaited<ReturnType<typeof get>>
  const asked = await sql.during(async () => {
    answer = await get()
  })
  await app.current.services.keyUsage.flush()
  if (answer.status >= 400) throw new Error(`${filled}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return { asked, rows: rowsIn(answer.body) }
}

/** Of an answer's longest list. */
const rowsIn = (body: object): number =>
  Math.max(-1, ...[body, ...Object.values(body)].filter(Array.isArray).map((list) => list.length))

const costOf = ({ statements, transaction }: Asked) => [statements.length, transaction.length]

const found = (among: typeof first, path: string, who: Who) => {
  const measurement = among.get(`${path} ${who}`)
  if (!measurement) throw new Error(`${path} was not asked`)
  return measurement
}

/** What has grown by nine rows: all lists but those of fixed sets. */
const isList = (procedure: string, path: string) =>
  /\.(list\w*|deliveries|graph|dependants|search)$/.test(procedure) &&
  !path.includes('page=2') &&
  !['categories.list', 'pumpkinVersions.list', 'binaries.list'].includes(procedure)

describe('a request', () => {
  it.each(COSTS)('of %s asks the database as often as is written down: %s as %s', (_, path, who, ...cost) => {
    const { asked } = found(grown, path, who)
    expect({ cost: costOf(asked), asked }).toEqual({ cost, asked })
  })

  it.each(COSTS)('of %s costs with ten rows what it costs with one: %s as %s', (procedure, path, who) => {
    const [one, ten] = [found(first, path, who), found(grown, path, who)]
    expect(costOf(ten.asked)).toEqual(costOf(one.asked))
    if (isList(procedure, path)) expect(ten.rows).toBeGreaterThanOrEqual(one.rows + 7)
  })

  it('to read gives the job queue nothing to do, and writes nothing', () => {
    for (const { asked } of grown.values()) {
      expect(asked.queue).toEqual([])
      const writes = asked.statements.filter((text) => /^(insert|update|delete)/i.test(text))
      expect(writes).toEqual([])
    }
  })

  it('is looked at here, whichever can be read', () => {
    const readable = Object.entries(
      appRouter._def.procedures as unknown as Record<string, { _def: { meta: Meta } }>,
    )
      .filter(([, { _def }]) => _def.meta.openapi?.method === 'GET')
      .map(([name]) => name)
    const looked = new Set<string>(COSTS.map(([name]) => name))
    expect(readable.filter((name) => !looked.has(name) && !name.startsWith('oauth.'))).toEqual([])
  })
})

describe('a hundred requests', () => {
  const hundred = async (who: Who) => {
    await app.current.services.keyUsage.flush()
    return sql.during(async () => {
      for (let i = 0; i < 100; i += 1) await call('GET /plugins/x', world.as[who])
      await app.current.services.keyUsage.flush()
    })
  }

  it('of one address ask the limiter for far fewer tokens than there are requests, several at a time', async () => {
    const { statements, limiter, usage } = await hundred('nobody')
    expect([statements.length, usage.length]).toEqual([100, 0])
    expect(limiter.length).toBeLessThan(50)
  })

  it('of a key cost a check each, and their log is written in batches', async () => {
    const { statements, limiter, usage } = await hundred('key')
    expect(statements.filter((text) => text.includes('find_api_key'))).toHaveLength(100)
    expect(statements).toHaveLength(200)
    expect(limiter.length).toBeLessThan(50)
    expect(usage.length).toBeLessThan(50)
  })
})
