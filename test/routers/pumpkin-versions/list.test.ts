import semver from 'semver'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { knownVersions } from '../../../src/domains/pumpkin-versions/index.ts'
import { createLog } from '../../../src/lib/log.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { endless, fakeFeed, githubRelease, releases, text } from '../../support/fake-feed.ts'

const feed = await fakeFeed()
let now = new Date('2026-03-01T12:00:00Z')
const warnings: string[] = []
const services = {
  clock: { now: () => new Date(now) },
  log: createLog('warn', {
    write: (line) => {
      const { level, msg } = JSON.parse(line)
      if (level === 'warn') warnings.push(msg)
    },
  }),
}
const app = testApp({ env: { PUMPKIN_RELEASES_URL: feed.url }, services })
const beside = testApp({ beside: app, env: { PUMPKIN_RELEASES_URL: feed.url }, services })
const call = callerOf(app)
const callBeside = callerOf(beside)

const versions = async (): Promise<string[]> => {
  const { status, body } = await call('GET /pumpkin-versions')
  expect(status).toBe(200)
  return body.map(({ version }: { version: string }) => version)
}
const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
}
/** Asks, and waits until what that began in the background is done. */
const refreshed = async (): Promise<string[]> => {
  await versions()
  const { services: running } = app.current
  await running.pumpkinFeed.refresh(running, { after: 60 * 60_000 })
  return versions()
}
const announced = () =>
  execute(app.current, "select data from outbox_events where type = 'pumpkin-versions.changed' order by id")

let bundled: string[]
beforeAll(async () => {
  feed.answer = text(500, '')
  bundled = await versions()
})
beforeEach(async () => {
  later(24 * 60)
  feed.requests.length = 0
  warnings.length = 0
  feed.answer = releases([githubRelease('v0.1.0'), githubRelease('v0.2.0')])
})
// What a test began in the background is not for the next one.
afterEach(async () => {
  const running = [app.current.services, beside.current.services]
  await Promise.all(running.map((each) => each.pumpkinFeed.refresh(each, { after: 365 * 24 * 3_600_000 })))
})
/** As on the first day. */
const forget = async () => {
  await execute(app.current, 'delete from pumpkin_releases')
  await execute(app.current, 'update pumpkin_feed set asked_at = null, answered_at = null, etag = null')
  await execute(app.current, 'delete from outbox_events')
}

describe('GET /pumpkin-versions before the feed has ever answered', () => {
  beforeEach(forget)

  it('answers the list that comes with the server, newest first', async () => {
    expect(bundled.length).toBeGreaterThan(3)
    expect(bundled).toEqual([...bundled].sort(semver.rcompare))
    feed.answer = text(500, '')
    const { body } = await call('GET /pumpkin-versions')
    expect(body[0]).toEqual({
      version: bundled[0],
      tag_name: `v${bundled[0]}`,
      published_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })
    expect(await knownVersions(app.current.services)).toEqual(bundled)
  })

  it('already answers what a quick feed says', async () => {
    expect(await versions()).toEqual(['0.2.0', '0.1.0'])
  })

  it('does not wait for a feed that hangs', async () => {
    feed.answer = (_, response) => void setTimeout(() => response.destroy(), 2000)
    expect(await versions()).toEqual(bundled)
    // The next ones neither: somebody is asking already.
    expect(await versions()).toEqual(bundled)
    expect(await callBeside('GET /pumpkin-versions')).toMatchObject({ status: 200 })
    expect(feed.requests).toHaveLength(1)
  })

  it.each([
    ['HTML', text(200, '<html>')],
    ['half of a list', text(200, '[{')],
    ['an object', text(200, '{"message":"API rate limit exceeded"}')],
    ['an error', text(503, '')],
    ['100 MB', endless(100_000_000)],
  ])('asks a feed that answers %s once, says so once, and again after five minutes', async (_, answer) => {
    // The attempt of the test before may still go on.
    await app.current.services.pumpkinFeed.refresh(app.current.services, { after: 60 * 60_000 })
    await forget()
    feed.requests.length = warnings.length = 0
    feed.answer = answer
    expect(await refreshed()).toEqual(bundled)
    later(4)
    expect(await refreshed()).toEqual(bundled)
    expect(feed.requests).toHaveLength(1)
    expect(warnings).toEqual([expect.stringContaining('could not be refreshed')])
    later(1)
    feed.answer = releases([githubRelease('v0.9.0')])
    expect(await refreshed()).toEqual(['0.9.0'])
  })
})

describe('GET /pumpkin-versions', () => {
  it('leaves out drafts and what is no version, keeps prereleases, cuts the v and orders by version', async () => {
    feed.answer = releases([
      githubRelease('nightly'),
      githubRelease('v0.1.0'),
      githubRelease('v0.10.0-rc.1', { prerelease: true, published_at: '2026-02-01T10:30:00Z' }),
      githubRelease('0.2.0'),
      githubRelease('v0.11.0', { draft: true }),
      githubRelease('vv0.3.0'),
      githubRelease('v0.4'),
      githubRelease('v01.0.0'),
      githubRelease('v0.10.0'),
      githubRelease('v0.2.0', { published_at: '2020-01-01T00:00:00Z' }),
      githubRelease(`v1.0.0-${'a'.repeat(300)}`),
      githubRelease("v1.0.0'; drop table plugins"),
      githubRelease('v1.0.0\u0000'),
    ])
    expect(await refreshed()).toEqual(['0.10.0', '0.10.0-rc.1', '0.2.0', '0.1.0'])
    const { body } = await call('GET /pumpkin-versions')
    expect(body.slice(1, 3)).toEqual([
      { version: '0.10.0-rc.1', tag_name: 'v0.10.0-rc.1', published_at: '2026-02-01T10:30:00Z' },
      { version: '0.2.0', tag_name: '0.2.0', published_at: '2026-01-02T00:00:00Z' },
    ])
    expect(await knownVersions(app.current.services)).toEqual(['0.10.0', '0.10.0-rc.1', '0.2.0', '0.1.0'])
  })

  it('asks the feed once an hour, and answers at once what it knows meanwhile', async () => {
    expect(await refreshed()).toEqual(['0.2.0', '0.1.0'])
    later(59)
    await refreshed()
    expect(feed.requests).toHaveLength(1)
    later(1)
    feed.answer = releases([githubRelease('v0.3.0')])
    expect(await versions()).toEqual(['0.2.0', '0.1.0'])
    expect(await refreshed()).toEqual(['0.3.0'])
    expect(feed.requests).toHaveLength(2)
  })

  it('serves what the feed said last while it is down, also to another server', async () => {
    await refreshed()
    later(120)
    feed.answer = text(500, '')
    expect(await refreshed()).toEqual(['0.2.0', '0.1.0'])
    const { body } = await callBeside('GET /pumpkin-versions')
    expect(body.map(({ version }: { version: string }) => version)).toEqual(['0.2.0', '0.1.0'])
    expect(feed.requests).toHaveLength(2)
  })

  it('makes one request of twenty at once on two servers', async () => {
    await forget()
    feed.answer = (request, response) =>
      void setTimeout(() => releases([githubRelease('v0.5.0')])(request, response), 50)
    const calls = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? call : callBeside)('GET /pumpkin-versions'),
    )
    expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([200]))
    expect(await refreshed()).toEqual(['0.5.0'])
    expect(feed.requests).toHaveLength(1)
  })

  it('asks with the tag of the last answer and keeps the versions when nothing changed', async () => {
    feed.answer = releases([githubRelease('v0.6.0')], { etag: '"six"' })
    await refreshed()
    later(60)
    feed.answer = text(304, '')
    expect(await refreshed()).toEqual(['0.6.0'])
    expect(feed.requests.map(({ etag }) => etag)).toEqual([undefined, '"six"'])
    expect(warnings).toEqual([])
    // It was an answer: nobody asks again for an hour.
    later(59)
    await refreshed()
    expect(feed.requests).toHaveLength(2)
  })

  it('keeps the known versions when the feed names none, and says so', async () => {
    await refreshed()
    later(60)
    feed.answer = releases([githubRelease('nightly')])
    expect(await refreshed()).toEqual(['0.2.0', '0.1.0'])
    expect(warnings).toEqual([expect.stringContaining('names no release')])
  })

  it('announces which versions came and went, and nothing when only a date changed', async () => {
    await forget()
    feed.answer = releases([githubRelease(`v${bundled[0]}`), githubRelease('v9.0.0')])
    await refreshed()
    expect(await announced()).toEqual([{ data: { added: ['9.0.0'], removed: bundled.slice(1) } }])
    later(60)
    feed.answer = releases([
      githubRelease('9.0.0', { published_at: '2026-02-02T00:00:00Z' }),
      githubRelease(bundled[0]),
    ])
    await refreshed()
    expect(await announced()).toHaveLength(1)
    const { body } = await call('GET /pumpkin-versions')
    expect(body[0]).toEqual({ version: '9.0.0', tag_name: '9.0.0', published_at: '2026-02-02T00:00:00Z' })
  })

  it('is refreshed by a job as well, without anybody asking', async () => {
    const { services: running } = app.current
    await running.pumpkinFeed.refresh(running, { after: 0 })
    later(6)
    feed.answer = releases([githubRelease('v0.7.0')])
    await running.orm.em
      .fork()
      .transactional((tx) => running.jobs.enqueue(tx as never, 'refresh-pumpkin-versions', {}))
    await running.jobs.runPending()
    expect(await knownVersions(running)).toEqual(['0.7.0'])
  })
})
