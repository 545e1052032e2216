import type { Need, WorldPlugin } from './world.ts'

/** A requirement of ours, and what npm calls the same. */
export const REQUIREMENTS = new Map([
  ['1', '^1'],
  ['1.1', '^1.1'],
  ['0.2.0', '^0.2.0'],
  ['2.0.0', '^2.0.0'],
  ['^1.0', '^1.0'],
  ['^1.1.0', '^1.1.0'],
  ['~1.1', '~1.1'],
  ['>=1.0.0, <2.0.0', '>=1.0.0 <2.0.0'],
  ['>=0.1, <1', '>=0.1 <1'],
  ['>=0.2.0', '>=0.2.0'],
  ['*', '*'],
  ['1.x', '1.x'],
  ['=1.0.0', '1.0.0'],
  ['=0.1.0 || 2', '0.1.0 || ^2'],
  ['^3', '^3'],
  ['<1.0.0 || >=2', '<1.0.0 || >=2'],
  ['1.0 - 1.1', '1.0 - 1.1'],
  ['>=2.0.0-alpha', '>=2.0.0-alpha'],
  ['^1.2.0-rc.0', '^1.2.0-rc.0'],
  ['1.2.0-rc.2', '^1.2.0-rc.2'],
  ['>1.2.0-rc.1 <1.2.0', '>1.2.0-rc.1 <1.2.0'],
  ['<2', '<2'],
])

const VERSIONS = [
  '0.1.0',
  '0.2.0',
  '0.2.1+build.5',
  '1.0.0',
  '1.1.0',
  '1.1.7',
  '1.2.0-rc.1',
  '1.2.0-rc.1.1',
  '1.2.0-rc.10',
  '1.2.0',
  '2.0.0-alpha.1',
  '2.0.0-beta',
  '2.0.0',
  '2.1.0',
]

/** The same sequence of numbers below 1 for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Some plugins with prereleases, yanked versions, optional needs, inactive plugins and cycles. */
export function randomWorld(name: string, random: () => number): WorldPlugin[] {
  const upTo = (max: number) => Math.floor(random() * max)
  const some = <T>(from: readonly T[], count: number): T[] => {
    const left = [...from]
    return Array.from(
      { length: Math.min(count, left.length) },
      () => left.splice(upTo(left.length), 1)[0] as T,
    )
  }
  const slugs = Array.from({ length: 3 + upTo(5) }, (_, n) => `${name}-${'abcdefgh'[n]}`)
  const requirements = [...REQUIREMENTS.keys()]
  const needOf = (on: string): Need => ({
    on,
    req: requirements[upTo(requirements.length)] as string,
    isOptional: random() < 0.2,
  })
  return slugs.map((slug) => ({
    slug,
    isInactive: random() < 0.07,
    versions: some(VERSIONS, 1 + upTo(6)).map((version) => ({
      version,
      isYanked: random() < 0.15,
      needs: some(
        slugs.filter((other) => other !== slug),
        upTo(4),
      ).map(needOf),
    })),
  }))
}
