import type { Row, Size } from './scenario.ts'

/** What `npm run bench` found. */
export interface Run {
  machine: string
  size: Size
  rounds: number
  seconds: number
  results: Result[]
}

export interface Result {
  name: string
  title: string
  /** How much of the machine something else took just before, in percent. */
  busyPercent: number
  /** How long a fixed piece of work took just before, in milliseconds. */
  workMs: number
  seconds: number
  /** What the machine's host gave to others meanwhile, of the time that was asked for, in percent. */
  stolenPercent?: number
  rows: Row[]
  /** Why there are none. */
  error?: string
}
