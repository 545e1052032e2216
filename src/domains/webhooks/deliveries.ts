import { setTimeout as sleep } from 'node:timers/promises'
import { gate } from '../../lib/gate.ts'
import type { Services } from '../context.ts'
import { attemptDelivery } from './attempt-delivery.ts'
import { type Claimed, claimDue, type Due, findDue } from './due.ts'
import { Lanes, type Place } from './lanes.ts'
import { Recorder } from './recorder.ts'

/** Sends what is due, in every process. */
export interface Deliveries {
  /** Begins, and goes on until it is stopped. */
  start(app: Services): Promise<void>
  /** Takes up nothing more and waits a while for what is under way; the rest is tried again by others. */
  stop(): Promise<void>
  /** For tests: attempts everything that is due, and what becomes due meanwhile. Answers how many attempts it made. */
  runPending(app: Services): Promise<number>
}

/** Calls `wake` whenever something may be due at once. */
export type ListenForDeliveries = (wake: () => void) => Promise<{ close(): Promise<void> }>

/** How often one looks without having been told: for the next tries, and for what died with its process. */
const POLL_MS = 500
const STOP_MS = 5_000
const CLAIMS_AT_A_TIME = 4

export function createDeliveries(listen: ListenForDeliveries): Deliveries {
  const lanes = new Lanes()
  const recorder = new Recorder()
  const claims = gate(CLAIMS_AT_A_TIME)
  const underWay = new Set<Promise<void>>()
  let wake = (): void => {}
  let stopping: AbortController | undefined
  let listener: { close(): Promise<void> } | undefined
  let loop: Promise<void> | undefined
  let isShort = false

  /** Starts what may start now. Answers how many attempts began. */
  async function startDue(app: Services): Promise<number> {
    const { full, free } = lanes
    isShort = full.length > 0 || free <= 0
    if (free <= 0) return 0
    const found = await findDue(app, full, free)
    const entered = found.flatMap((due) => {
      const place = lanes.enter(due.webhook_id)
      return place ? [{ due, place }] : []
    })
    if (entered.length < found.length) isShort = true
    const orgs = Map.groupBy(entered, ({ due }) => due.org_id)
    const begun = [...orgs].map(([orgId, those]) => claims.run(() => begin(app, orgId, those)))
    return (await Promise.all(begun)).reduce((sum, count) => sum + count, 0)
  }

  async function begin(app: Services, orgId: string, entered: { due: Due; place: Place }[]): Promise<number> {
    const rows = entered.map(({ due }) => due)
    const claimed = await claimDue(app, orgId, rows).catch((err) => {
      app.log.error({ err, org: orgId }, 'webhook deliveries were not claimed')
      return []
    })
    const byId = new Map(claimed.map((delivery) => [delivery.id, delivery]))
    for (const { due, place } of entered) {
      const delivery = byId.get(due.id)
      // Another process was faster.
      if (!delivery) lanes.leave(place)
      else track(run(app, delivery, place))
    }
    return claimed.length
  }

  async function run(app: Services, delivery: Claimed, place: Place): Promise<void> {
    const result = await attemptDelivery(app, delivery)
    lanes.leave(place, result.attempt.durationMs)
    if (isShort) wake()
    await recorder.add(app, result)
  }

  function track(work: Promise<void>): void {
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }

  async function work(app: Services, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      const lookedAt = performance.now()
      const begun = await startDue(app).catch((err) => {
        app.log.error({ err }, 'webhook deliveries that are due were not found')
        return 0
      })
      // Whatever looking costs, it never takes more than half of the time.
      await sleep(Math.min(POLL_MS, performance.now() - lookedAt))
      if (begun === 0) await Promise.race([woken, pause(signal)])
    }
  }

  return {
    async start(app) {
      stopping = new AbortController()
      listener = await listen(() => wake())
      loop = work(app, stopping.signal)
    },
    async stop() {
      stopping?.abort()
      wake()
      await listener?.close()
      await loop
      await Promise.race([Promise.all(underWay), sleep(STOP_MS, undefined, { ref: false })])
    },
    async runPending(app) {
      let attempts = 0
      for (let begun = -1; begun !== 0; ) {
        begun = await startDue(app)
        attempts += begun
        await Promise.all(underWay)
      }
      return attempts
    },
  }
}

const pause = (signal: AbortSignal): Promise<void> => sleep(POLL_MS, undefined, { signal }).catch(() => {})
