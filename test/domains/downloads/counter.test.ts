import type { MikroORM } from '@mikro-orm/postgresql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../entities/index.ts'
import { connect, poolOf } from '../../../src/database/orm.ts'
import { createSql, type Sql } from '../../../src/database/sql.ts'
import {
  countSeen,
  createDownloadCounter,
  type DownloadCounter,
} from '../../../src/domains/downloads/index.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let orm: MikroORM
let sql: Sql
const others: MikroORM[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  orm = await connect({ url: database.url, poolSize: 5 })
  sql = createSql(await poolOf(orm))
})
afterAll(async () => {
  await Promise.all([orm, ...others].map((each) => each.close(true)))
  await database.drop()
})

let today = '2026-03-06T23:59:59.999Z'
const clock = { now: () => new Date(today) }
beforeEach(() => {
  today = '2026-03-06T23:59:59.999Z'
})

const execute = <Row>(text: string, values: unknown[] = []) => orm.em.fork().execute<Row[]>(text, values)

const count = (downloads: DownloadCounter, versionId: string) => countSeen({ app: { downloads } }, versionId)

interface Plugin {
  id: string
  versions: string[]
}

/** A plugin as the API would make it, with so many versions. */
async function newPlugin(versionCount = 1): Promise<Plugin> {
  const [author, id] = [newId(), newId()]
  await execute('insert into users (id, username, created_at, updated_at) values (?, ?, now(), now())', [
    author,
    author.slice(-12),
  ])
  await execute(
    `insert into plugins (id, author_id, slug, name, short_description, created_at, updated_at)
     values (?, ?, ?, 'Plugin', 'x', now(), now())`,
    [id, author, id],
  )
  await execute('insert into plugin_totals (plugin_id) values (?)', [id])
  const versions = [...Array(versionCount)].map(() => newId())
  for (const [index, version] of versions.entries()) {
    await execute(
      `insert into versions (id, plugin_id, version, release, published_at) values (?, ?, ?, ?, now())`,
      [version, id, `${index}.0.0`, `${index}.0.0`],
    )
    await execute('insert into version_totals (version_id) values (?)', [version])
  }
  return { id, versions }
}

async function counted({ id, versions }: Plugin) {
  const [plugin] = await execute<{ downloads: number }>(
    'select downloads::int from plugin_totals where plugin_id = ?',
    [id],
  )
  const rows = await execute<{ version_id: string; downloads: number }>(
    `select version_id, t.downloads::int from version_totals t join versions v on v.id = version_id where plugin_id = ?`,
    [id],
  )
  const days = await execute<{ day: string; downloads: number }>(
    'select day::text, downloads::int from plugin_download_days where plugin_id = ? order by day',
    [id],
  )
  const ofVersion = new Map(rows.map((row) => [row.version_id, row.downloads]))
  return {
    plugin: plugin?.downloads,
    versions: versions.map((version) => ofVersion.get(version)),
    days: days.map(({ day, downloads }) => [day, downloads]),
  }
}

/** `Sql` that tells what is asked and can be made to fail or to wait. */
function watched(before: (statements: number) => Promise<void> | void = () => {}) {
  let statements = 0
  const through: Sql = {
    ...sql,
    all: async (statement, values) => {
      statements += 1
      await before(statements)
      return sql.all(statement, values)
    },
  }
  return { sql: through, statements: () => statements }
}

describe('downloads of one process', () => {
  it('are counted one by one, in order, for the version, the plugin and the UTC day', async () => {
    const plugin = await newPlugin(2)
    const counter = createDownloadCounter(sql, clock)
    const [first = '', second = ''] = plugin.versions
    const totals = await Promise.all(
      [first, first, second, first].map((versionId) => count(counter, versionId)),
    )
    expect(totals).toEqual([1, 2, 1, 3])
    expect(await counted(plugin)).toEqual({ plugin: 4, versions: [3, 1], days: [['2026-03-06', 4]] })
    today = '2026-03-07T00:00:00.000Z'
    expect(await count(counter, second)).toBe(2)
    expect(await counted(plugin)).toMatchObject({
      plugin: 5,
      days: [
        ['2026-03-06', 4],
        ['2026-03-07', 1],
      ],
    })
  })

  it('share a statement when they come at once, or while another one runs', async () => {
    const {
      versions: [versionId = ''],
    } = await newPlugin()
    const watch = watched()
    const counter = createDownloadCounter(watch.sql, clock)
    const some = () => Array.from({ length: 500 }, () => count(counter, versionId))
    const [first] = [some(), await new Promise(setImmediate)]
    const totals = await Promise.all([...first, ...some()])
    expect(totals).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1))
    expect(watch.statements()).toBe(2)
  })

  it('are counted again after a pause', async () => {
    const {
      versions: [versionId = ''],
    } = await newPlugin()
    const counter = createDownloadCounter(sql, clock)
    expect(await count(counter, versionId)).toBe(1)
    await new Promise(setImmediate)
    expect(await count(counter, versionId)).toBe(2)
  })
})

describe('downloads of several processes', () => {
  it('are counted exactly, whatever plugins they mix and in whatever order', async () => {
    const plugins = await Promise.all([...Array(6)].map(() => newPlugin(2)))
    const sqls = [sql]
    for (const _ of [1, 2, 3]) {
      const other = await connect({ url: database.url, poolSize: 2 })
      others.push(other)
      sqls.push(createSql(await poolOf(other)))
    }
    const versions = plugins.flatMap(({ versions }) => versions)
    const counters = sqls.map((each) => createDownloadCounter(each, clock))
    const totals = await Promise.all(
      counters.flatMap((counter, process) =>
        [...Array(25)].map(async (_, round) => {
          // Each process begins elsewhere and goes the other way round.
          const mine = process % 2 ? versions : [...versions].reverse()
          const at = (process * 5 + round) % mine.length
          const order = [...mine.slice(at), ...mine.slice(0, at)]
          if (round % 5 === 4) await new Promise((resolve) => setTimeout(resolve, round))
          return Promise.all(
            order.map(async (versionId) => [versionId, await count(counter, versionId)] as const),
          )
        }),
      ),
    )
    for (const plugin of plugins) {
      expect(await counted(plugin)).toEqual({
        plugin: 200,
        versions: [100, 100],
        days: [['2026-03-06', 200]],
      })
    }
    const told = totals.flat().filter(([versionId]) => versionId === versions[0])
    expect(told.map(([, total]) => total).sort((a, b) => a - b)).toEqual([...Array(100)].map((_, n) => n + 1))
  })

  it('wait for a plugin that another one is counting', async () => {
    const plugin = await newPlugin()
    const [versionId = ''] = plugin.versions
    const pool = await poolOf(orm)
    const other = await pool.connect()
    await other.query('begin')
    await other.query('update plugin_totals set downloads = downloads + 10 where plugin_id = $1', [plugin.id])
    await other.query('update version_totals set downloads = downloads + 10 where version_id = $1', [
      versionId,
    ])
    const total = count(createDownloadCounter(sql, clock), versionId)
    const waits =
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    await expect.poll(() => execute(waits)).toHaveLength(1)
    await other.query('commit')
    other.release()
    expect(await total).toBe(11)
    expect(await counted(plugin)).toMatchObject({ plugin: 11, versions: [11] })
  })
})

describe('a download that cannot be counted', () => {
  it('is rejected with its group alone', async () => {
    const plugin = await newPlugin()
    const [versionId = ''] = plugin.versions
    const watch = watched((statements) => {
      if (statements === 2) throw new Error('canceling statement due to statement timeout')
    })
    const counter = createDownloadCounter(watch.sql, clock)
    const [first] = [count(counter, versionId), await new Promise(setImmediate)]
    const group = [count(counter, versionId), count(counter, versionId)]
    const settled = Promise.allSettled(group)
    expect(await first).toBe(1)
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await count(counter, versionId)).toBe(2)
    expect(await counted(plugin)).toEqual({ plugin: 2, versions: [2], days: [['2026-03-06', 2]] })
  })

  it('of a version that is gone counts nowhere and takes no other with it', async () => {
    const plugin = await newPlugin(2)
    const [gone = '', kept = ''] = plugin.versions
    await execute('delete from versions where id = ?', [gone])
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const counter = createDownloadCounter(watched(() => gate).sql, clock)
    const answers = Promise.allSettled(
      [kept, gone, kept, newId()].map((versionId) => count(counter, versionId)),
    )
    open()
    expect((await answers).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ])
    expect(await counted(plugin)).toMatchObject({
      plugin: 2,
      versions: [undefined, 2],
      days: [['2026-03-06', 2]],
    })
  })
})
