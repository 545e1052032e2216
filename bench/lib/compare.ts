import { type Load, type LoadRequest, load } from './load.ts'
import type { Options } from './scenario.ts'
import type { ServerProcess } from './server-process.ts'
import { median, rounded, spread } from './statistics.ts'

export interface Subject {
  name: string
  server: ServerProcess
  path: string
  /** Asked in random order instead of `path` alone. */
  requests?: readonly LoadRequest[]
  headers?: Record<string, string>
  connections?: number
}

const WARM_UP_S = 4

/** For what differs from round to round by more than what is looked for. */
export const inMoreRounds = <Some extends { rounds: number }>(options: Some): Some => ({
  ...options,
  rounds: 3 * options.rounds,
})

/** What one subject showed, a value for each round. */
export interface Measured {
  cpuMicros: number[]
  loads: Load[]
  /** SQL statements that a request caused, where they are counted. */
  statements: number[]
  rssBytes: number
}

/**
 * Puts the subjects under load one after the other, round by round, so that what the machine does meanwhile
 * meets them all. The first round warms up and does not count: it lasts until what is asked often is compiled. Every
 * other one goes backwards.
 */
export async function compare(
  subjects: Subject[],
  { rounds, seconds, progress }: Pick<Options, 'rounds' | 'seconds' | 'progress'>,
  statements?: () => Promise<number>,
): Promise<Record<string, Measured>> {
  const results = Object.fromEntries(
    subjects.map(({ name }): [string, Measured] => [
      name,
      { cpuMicros: [], loads: [], statements: [], rssBytes: 0 },
    ]),
  )
  for (let round = 0; round <= rounds; round++) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      progress(`${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}: ${subject.name}`)
      const sample = await measure(subject, round === 0 ? Math.max(WARM_UP_S, seconds) : seconds, statements)
      if (round > 0) add(results[subject.name] as Measured, sample)
    }
  }
  return results
}

interface Sample {
  cpuMicros: number
  load: Load
  statements?: number
  rssBytes: number
}

async function measure(
  { server, path, requests, headers, connections }: Subject,
  seconds: number,
  statements?: () => Promise<number>,
): Promise<Sample> {
  const asked = await statements?.()
  const before = await server.usage()
  const result = await load(server.origin + path, { seconds, headers, requests, connections })
  const after = await server.usage()
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / result.requests,
    load: result,
    statements: asked === undefined ? undefined : ((await statements?.()) ?? asked) - asked,
    rssBytes: after.rssBytes,
  }
}

function add(to: Measured, { cpuMicros, load, statements, rssBytes }: Sample): void {
  if (statements !== undefined) to.statements.push(statements / load.requests)
  to.cpuMicros.push(cpuMicros)
  to.loads.push(load)
  to.rssBytes = Math.max(to.rssBytes, rssBytes)
}

/** How many times the CPU of `peer` the subject takes: the median over the rounds, each with its own ratio. */
export const ratio = (subject: Measured, peer: Measured): number =>
  rounded(median(subject.cpuMicros.map((micros, round) => micros / (peer.cpuMicros[round] as number))), 2)

/** How many times the time of `peer` a request takes where all are busy: the median, each round with its own ratio. */
export const timeRatio = (subject: Measured, peer: Measured): number =>
  rounded(
    median(subject.loads.map(({ perSecond }, round) => (peer.loads[round]?.perSecond as number) / perSecond)),
    2,
  )

/** The columns of a subject under load. */
export const figuresOf = ({ cpuMicros, loads, statements, rssBytes }: Measured): Record<string, number> => ({
  'CPU µs/req': rounded(median(cpuMicros), 1),
  '±%': rounded(spread(cpuMicros), 1),
  'req/s': rounded(median(loads.map(({ perSecond }) => perSecond))),
  'p50 ms': median(loads.map(({ p50Ms }) => p50Ms)),
  'p99 ms': median(loads.map(({ p99Ms }) => p99Ms)),
  'RSS MB': rounded(rssBytes / 2 ** 20),
  ...(statements.length > 0 && { 'SQL/req': rounded(median(statements), 2) }),
})
