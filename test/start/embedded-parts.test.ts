import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { accountFor } from '../../src/database/embedded-account.ts'
import { findBinaries } from '../../src/database/embedded-binaries.ts'
import { clusterIn, ensureCluster } from '../../src/database/embedded-cluster.ts'
import { explain } from '../../src/database/embedded-errors.ts'
import { freePort, launchPostmaster } from '../../src/database/embedded-launch.ts'
import { withLock } from '../../src/database/embedded-lock.ts'
import { stopPostmaster } from '../../src/database/embedded-postmaster.ts'
import { temporaryFolder } from './processes.ts'

const silent = () => {}

describe('the lock', () => {
  const unused = 2_000_000_000

  test.each([
    ['a process that is gone', `${unused} ${hostname()} x`],
    ['an earlier process with our pid', `${process.pid} ${hostname()} x`],
  ])('of %s is taken over at once', async (_, holder) => {
    const file = join(temporaryFolder(), 'lock')
    writeFileSync(file, holder)
    const begun = Date.now()
    await withLock(file, silent, async () => {})
    expect(Date.now() - begun).toBeLessThan(10_000)
    expect(existsSync(file)).toBe(false)
  })

  test('of a pid that lives again as another program is taken over once it was silent', async () => {
    const file = join(temporaryFolder(), 'lock')
    writeFileSync(file, `${process.ppid} ${hostname()} x`)
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(file, longAgo, longAgo)
    await withLock(file, silent, async () => {})
    expect(existsSync(file)).toBe(false)
  })

  test('lets one in at a time', async () => {
    const file = join(temporaryFolder(), 'lock')
    let inside = 0
    let most = 0
    const visit = async () => {
      inside++
      most = Math.max(most, inside)
      await new Promise((resolve) => setTimeout(resolve, 5))
      inside--
    }
    await Promise.all(Array.from({ length: 10 }, () => withLock(file, silent, visit)))
    expect(most).toBe(1)
  })
})

test('a port that somebody took in the meantime is exchanged for another', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => squatter.once('listening', resolve))
  const taken = (squatter.address() as { port: number }).port
  const cluster = clusterIn(temporaryFolder())
  const binaries = findBinaries()
  const account = await accountFor(cluster)
  await ensureCluster(cluster, binaries, account, silent)

  const ports = [taken, await freePort()]
  const pick = async () => ports.shift() ?? 0
  const postmaster = await launchPostmaster(cluster, binaries, account, {}, pick)
  expect(postmaster.port).not.toBe(taken)
  await stopPostmaster(cluster, postmaster)
  squatter.close()
})

test.each([
  ['ENOSPC: no space left on device, write', /disk of \/data is full/],
  ['could not write file: No space left on device', /disk of \/data is full/],
  ["EACCES: permission denied, mkdir '/data'", /may not use \/data/],
  ["EROFS: read-only file system, mkdir '/data'", /read-only/],
  ['spawn /x/initdb ENOENT', /set DATABASE_URL/],
  ['spawn /x/initdb EACCES', /ordinary user/],
])('"%s" becomes a sentence', (said, sentence) => {
  expect(explain(new Error(said), '/data').message).toMatch(sentence)
})
