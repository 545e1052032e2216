import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import {
  end,
  eventually,
  hold,
  kill,
  postmasterOf,
  prepare,
  preparedFolder,
  query,
  spawnHolder,
  temporaryFolder,
} from './processes.ts'

const count = async (url: string) =>
  (await query<{ n: number }>(url, 'select count(*)::int as n from t'))[0]?.n

beforeAll(prepare)

describe('starting and stopping', () => {
  test('the first start creates a database, and the next one finds its rows', async () => {
    const dataDir = temporaryFolder()
    const said: string[] = []
    const first = await startEmbeddedPostgres({ dataDir, onProgress: (message) => said.push(message) })
    expect(first.reused).toBe(false)
    expect(new URL(first.url).pathname).toBe('/gourd')
    await query(first.url, 'create table t (n int); insert into t values (1)')
    await first.stop()
    expect(postmasterOf(dataDir)).toBeUndefined()
    expect(said).toContain('Creating the embedded database (first start only).')

    const second = await startEmbeddedPostgres({ dataDir })
    expect(await count(second.url)).toBe(1)
    await second.stop()
  })

  test('nobody gets in without the password, which only the owner can read', async () => {
    const dataDir = preparedFolder()
    const server = await startEmbeddedPostgres({ dataDir })
    const url = new URL(server.url)
    url.password = 'guess'
    await expect(query(url.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600)
    await server.stop()
  })

  test('the settings asked for win, and what is written is flushed to the disk', async () => {
    const dataDir = preparedFolder()
    const server = await startEmbeddedPostgres({
      dataDir,
      settings: { max_connections: '17' },
      database: 'my-own',
    })
    expect(await query(server.url, 'show max_connections')).toEqual([{ max_connections: '17' }])
    expect(await query(server.url, 'show fsync')).toEqual([{ fsync: 'on' }])
    expect(await query(server.url, 'select current_database() as name')).toEqual([{ name: 'my-own' }])
    await server.stop()
  })

  test.runIf(process.platform === 'linux')('Ctrl-C in the terminal does not reach the server', async () => {
    const dataDir = preparedFolder()
    const server = await startEmbeddedPostgres({ dataDir })
    const groupOf = (pid: number | 'self' | undefined) =>
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')[2]
    expect(groupOf(postmasterOf(dataDir))).not.toBe(groupOf('self'))
    await server.stop()
  })
})

describe('several processes on one folder', () => {
  test('two that start at the same moment on an empty folder share one server', async () => {
    const dataDir = temporaryFolder()
    const both = await Promise.all([hold(dataDir), hold(dataDir)])
    expect(both.map((holder) => holder.reused).sort()).toEqual([false, true])
    expect(both[0].url).toBe(both[1].url)

    const pid = postmasterOf(dataDir)
    await end(both[0].child, 'SIGTERM')
    expect(postmasterOf(dataDir)).toBe(pid)
    await query(both[1].url, 'select 1')
    await end(both[1].child, 'SIGTERM')
    expect(postmasterOf(dataDir)).toBeUndefined()
  })

  test('the server outlives the one who started it while somebody is connected', async () => {
    const dataDir = preparedFolder()
    const server = await startEmbeddedPostgres({ dataDir })
    const visitor = new pg.Client({ connectionString: server.url })
    await visitor.connect()
    await server.stop()
    expect((await visitor.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await visitor.end()

    const next = await startEmbeddedPostgres({ dataDir })
    expect(next.reused).toBe(true)
    await next.stop()
    expect(postmasterOf(dataDir)).toBeUndefined()
  })

  test('eight starts and stops at once all find a working server', async () => {
    const dataDir = preparedFolder()
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const server = await startEmbeddedPostgres({ dataDir })
        await query(server.url, 'select 1')
        await server.stop()
      }),
    )
    expect(postmasterOf(dataDir)).toBeUndefined()
  })
})

describe('after a crash', () => {
  test('the server of a killed process is adopted, rows and all', async () => {
    const dataDir = preparedFolder()
    const holder = await hold(dataDir)
    await query(holder.url, 'create table t (n int); insert into t values (1), (2)')
    const orphan = postmasterOf(dataDir)
    await end(holder.child, 'SIGKILL')
    expect(postmasterOf(dataDir)).toBe(orphan)

    const next = await startEmbeddedPostgres({ dataDir })
    expect(next.reused).toBe(true)
    expect(await count(next.url)).toBe(2)
    await next.stop()
    expect(postmasterOf(dataDir)).toBeUndefined()
  })

  test('every acknowledged row survives when the server is killed too', async () => {
    const dataDir = preparedFolder()
    const holder = await hold(dataDir)
    await query(holder.url, 'create table t (n int)')
    const writer = new pg.Client({ connectionString: holder.url })
    writer.on('error', () => {})
    await writer.connect()
    let acknowledged = 0
    const writing = (async () => {
      for (;;) {
        await writer.query('insert into t values (1)')
        acknowledged++
      }
    })().catch(() => {})
    await eventually(() => acknowledged > 200)
    await Promise.all([end(holder.child, 'SIGKILL'), kill(postmasterOf(dataDir) ?? 0)])
    await writing

    const next = await startEmbeddedPostgres({ dataDir })
    expect(next.reused).toBe(false)
    const rows = (await count(next.url)) ?? 0
    expect(rows).toBeGreaterThanOrEqual(acknowledged)
    expect(rows).toBeLessThanOrEqual(acknowledged + 1)
    await next.stop()
  })

  test.each([30, 150, 400])(
    'a first start killed after %i ms leaves nothing the next one trusts',
    async (ms) => {
      const dataDir = temporaryFolder()
      const child = spawnHolder(dataDir)
      await eventually(() => readdirSync(dataDir).some((name) => name.startsWith('postgres.init-')))
      await new Promise((resolve) => setTimeout(resolve, ms))
      await end(child, 'SIGKILL')

      const next = await startEmbeddedPostgres({ dataDir })
      await query(next.url, 'create table t (n int)')
      await next.stop()
      // The orphaned initdb may have written until now; what it left goes with the start after that.
      await (await startEmbeddedPostgres({ dataDir })).stop()
      expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.log', 'postgres.password'])
    },
  )

  test("a pid file whose number is another program's now is no running server", async () => {
    const dataDir = preparedFolder()
    const holder = await hold(dataDir)
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
    await Promise.all([end(holder.child, 'SIGKILL'), kill(postmasterOf(dataDir) ?? 0)])
    const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n')
    writeFileSync(pidFile, [process.pid, ...rest].join('\n'))

    const next = await startEmbeddedPostgres({ dataDir })
    expect(next.reused).toBe(false)
    await next.stop()
  })
})

describe('folders that cannot be used', () => {
  test('a cluster of another PostgreSQL is not touched, and the way out is named', async () => {
    const dataDir = temporaryFolder()
    mkdirSync(join(dataDir, 'postgres'))
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/belongs to PostgreSQL 17.*pg_dump/)
    expect(existsSync(join(dataDir, 'postgres.lock'))).toBe(false)
  })

  test('a folder with something else in it is refused', async () => {
    const dataDir = temporaryFolder()
    mkdirSync(join(dataDir, 'postgres'))
    writeFileSync(join(dataDir, 'postgres', 'letter.txt'), 'dear')
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/not a PostgreSQL data folder/)
  })

  test('a wrong password file is named', async () => {
    const dataDir = preparedFolder()
    writeFileSync(join(dataDir, 'postgres.password'), 'wrong')
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/does not accept the password in/)
    expect(postmasterOf(dataDir)).toBeUndefined()
  })

  test('a lost password file is replaced', async () => {
    const dataDir = preparedFolder()
    rmSync(join(dataDir, 'postgres.password'))
    const server = await startEmbeddedPostgres({ dataDir })
    await query(server.url, 'select 1')
    await server.stop()
  })

  test('a setting the server refuses is quoted from its log', async () => {
    const dataDir = preparedFolder()
    const start = startEmbeddedPostgres({ dataDir, settings: { shared_buffers: 'plenty' } })
    await expect(start).rejects.toThrow(/did not start.*invalid value for parameter "shared_buffers"/s)
  })
})
