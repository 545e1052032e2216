import type { Registry } from './registry.ts'

/** One benchmark: what `bench/index.ts` lists, runs and prints. */
export interface Scenario {
  /** What is typed to run it alone. */
  name: string
  title: string
  run(options: Options): Promise<Row[]>
}

/** How much is in the world that the scenarios share. */
export interface Size {
  plugins: number
  versions: number
  listings: number
}

export interface Options {
  /** Interleaved rounds over all subjects; the first, which warms up, comes on top. */
  rounds: number
  /** How long each subject is under load in a round. */
  seconds: number
  size: Size
  /** Where each server process leaves a CPU profile. */
  profiles?: string
  progress(text: string): void
  /** The world of `size`, made when the first scenario asks for it. */
  registry(): Promise<Registry>
}

/** One line of a scenario's table. */
export interface Row {
  subject: string
  /** What was measured, for who reads the table without the code. */
  about: string
  /** Column → value; the unit is in the column's name. */
  figures: Record<string, number | string>
  checks?: Check[]
}

/** A demanded figure: holds when `atLeast ≤ value ≤ atMost`. */
export interface Check {
  what: string
  value: number
  atMost: number
  atLeast?: number
}

export const holds = ({ value, atMost, atLeast = -Infinity }: Check): boolean =>
  value <= atMost && value >= atLeast
