import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, platform, totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 1500
const BUSY_PERCENT = 10

/** Where the figures come from. */
export const describeMachine = (): string =>
  `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB`

/** How busy all cores are while this process waits, in percent: what others take before a scenario starts. */
export async function busyShare(): Promise<number> {
  const before = times()
  await sleep(LOOK_MS)
  const after = times()
  return Math.round((100 * (after.busy - before.busy)) / Math.max(1, after.all - before.all))
}

/**
 * How long a fixed piece of work takes, in milliseconds: the processors of rented machines are not always as fast, and
 * figures of different moments compare by it.
 */
export function workMs(): number {
  const started = performance.now()
  let sum = 0
  for (let i = 0; i < 50_000_000; i++) sum += i % 7
  return sum > 0 ? Math.round(performance.now() - started) : 0
}

/**
 * Begins to count what the host of a rented machine gives to others of the time that is asked of the processors; what is
 * returned tells the share until then, in percent. Nothing where the system does not say.
 */
export function countStolen(): () => number | undefined {
  const before = stolenTimes()
  return () => {
    const after = stolenTimes()
    if (!before || !after) return undefined
    const stolen = after.stolen - before.stolen
    return Math.round((100 * stolen) / Math.max(1, stolen + after.used - before.used))
  }
}

/** The first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal, in ticks since the start. */
function stolenTimes(): { used: number; stolen: number } | undefined {
  if (platform() !== 'linux') return undefined
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.trim().split(/\s+/).slice(1).map(Number) ?? []
  return { used: user + nice + system + irq + softirq, stolen }
}

export const isBusy = (percent: number): boolean => percent > BUSY_PERCENT

function times(): { busy: number; all: number } {
  const all = cpus().map(({ times: { user, nice, sys, idle, irq } }) => ({
    busy: user + nice + sys + irq,
    idle,
  }))
  const busy = all.reduce((sum, core) => sum + core.busy, 0)
  return { busy, all: busy + all.reduce((sum, core) => sum + core.idle, 0) }
}
