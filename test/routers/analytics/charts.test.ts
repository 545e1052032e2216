import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { daysBefore, downloadedOn } from '../../support/downloads.ts'
import { newPlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

let now = '2026-03-06T12:00:00Z'
const app = testApp({ services: { clock: { now: () => new Date(now) } } })
const call = callerOf(app)

let author: TestUser
beforeAll(async () => {
  author = await signUp(call)
})

/** A new plugin with this history, and how its chart of the moment `at` is read. */
async function charted(history: Record<string, number>) {
  now = '2026-03-06T12:00:00Z'
  const { id, slug } = await newPlugin(call, author.token)
  await downloadedOn(app.current, id, history)
  return async (at: string, query: string): Promise<[string, number][]> => {
    now = at
    const { status, body } = await call(`GET /plugins/${slug}/download-stats?${query}`)
    expect(status).toBe(200)
    return body.chart.map((point: { period: string; downloads: number }) => [point.period, point.downloads])
  }
}

describe('a chart', () => {
  it('has twelve weeks when nothing is said, zeros too, and ends with the current one', async () => {
    const chart = await charted({ '2025-12-15': 3, '2025-12-14': 100, '2026-03-02': 1, '2026-03-06': 4 })
    expect(await chart('2026-03-06T12:00:00Z', '')).toEqual([
      ['2025-W51', 3],
      ['2025-W52', 0],
      ['2026-W01', 0],
      ['2026-W02', 0],
      ['2026-W03', 0],
      ['2026-W04', 0],
      ['2026-W05', 0],
      ['2026-W06', 0],
      ['2026-W07', 0],
      ['2026-W08', 0],
      ['2026-W09', 0],
      ['2026-W10', 5],
    ])
  })

  it('gives the last days of December to the week of their Thursday', async () => {
    const chart = await charted({
      '2026-12-27': 1,
      '2026-12-28': 10,
      '2026-12-31': 100,
      '2027-01-01': 1_000,
      '2027-01-03': 10_000,
      '2027-01-04': 100_000,
    })
    const weeks = 'granularity=weekly&periods=3'
    expect(await chart('2027-01-03T23:59:59.999Z', weeks)).toEqual([
      ['2026-W51', 0],
      ['2026-W52', 1],
      ['2026-W53', 11_110],
    ])
    expect(await chart('2027-01-04T00:00:00Z', weeks)).toEqual([
      ['2026-W52', 1],
      ['2026-W53', 11_110],
      ['2027-W01', 100_000],
    ])
    const months = 'granularity=monthly&periods=2'
    expect(await chart('2027-01-04T00:00:00Z', months)).toEqual([
      ['2026-12', 111],
      ['2027-01', 111_000],
    ])
  })

  it('begins the first week of a year in the old one', async () => {
    const chart = await charted({ '2024-12-29': 1, '2024-12-30': 2, '2025-01-01': 4 })
    expect(await chart('2025-01-05T00:00:00Z', 'periods=2')).toEqual([
      ['2024-W52', 1],
      ['2025-W01', 6],
    ])
  })

  it('knows leap years', async () => {
    const chart = await charted({ '2028-02-28': 1, '2028-02-29': 2, '2028-03-01': 4, '2027-02-28': 8 })
    expect(await chart('2028-03-01T08:00:00Z', 'granularity=daily&periods=3')).toEqual([
      ['2028-02-28', 1],
      ['2028-02-29', 2],
      ['2028-03-01', 4],
    ])
    expect(await chart('2027-03-01T08:00:00Z', 'granularity=daily&periods=2')).toEqual([
      ['2027-02-28', 8],
      ['2027-03-01', 0],
    ])
    const [[first] = [], ...rest] = await chart('2028-03-31T23:00:00Z', 'granularity=monthly&periods=14')
    expect([first, ...rest.slice(-2)]).toEqual(['2027-02', ['2028-02', 3], ['2028-03', 4]])
  })

  it.each([
    ['daily', 52, '2026-01-14', '2026-03-06', (day: number) => daysBefore('2026-03-06', day)],
    ['weekly', 52, '2025-W11', '2026-W10', (week: number) => daysBefore('2026-03-06', 7 * week)],
    [
      'monthly',
      52,
      '2021-12',
      '2026-03',
      (month: number) => new Date(Date.UTC(2026, 2 - month, 1)).toISOString().slice(0, 10),
    ],
  ])('of 52 %s periods has each of them once', async (granularity, periods, first, last, dayOf) => {
    const history = Object.fromEntries(Array.from({ length: periods }, (_, i) => [dayOf(i), i + 1]))
    const chart = await charted({ ...history, [dayOf(periods)]: 1_000 })
    const points = await chart('2026-03-06T12:00:00Z', `granularity=${granularity}&periods=${periods}`)
    expect(points.map(([, downloads]) => downloads)).toEqual(
      Array.from({ length: periods }, (_, i) => periods - i),
    )
    expect(new Set(points.map(([period]) => period)).size).toBe(periods)
    expect([points[0]?.[0], points.at(-1)?.[0]]).toEqual([first, last])
  })

  it('of one period is the current one alone', async () => {
    const chart = await charted({ '2026-03-06': 2, '2026-03-05': 1 })
    expect(await chart('2026-03-06T00:00:00Z', 'granularity=daily&periods=1')).toEqual([['2026-03-06', 2]])
    expect(await chart('2026-03-06T00:00:00Z', 'granularity=monthly&periods=1')).toEqual([['2026-03', 3]])
  })

  it('ends today, whatever another server has counted for tomorrow', async () => {
    const chart = await charted({ '2026-03-31': 1, '2026-04-01': 2 })
    expect(await chart('2026-03-31T23:59:59Z', 'granularity=daily&periods=1')).toEqual([['2026-03-31', 1]])
    expect(await chart('2026-03-31T23:59:59Z', 'granularity=weekly&periods=1')).toEqual([['2026-W14', 1]])
  })
})
