import { readFileSync } from 'node:fs'
import semver from 'semver'
import type { Need, WorldPlugin } from './world.ts'

interface Locked {
  name?: string
  version?: string
  link?: boolean
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

/** What npm chose for a range of a package at a place of the tree. */
export interface Choice {
  by: string
  byVersion: string
  on: string
  range: string
  version: string
}

const FILE = new URL('../../../package-lock.json', import.meta.url)
export const ROOT = 'npm-root'

/** The packages of our own lock file as a world of plugins, and every choice that npm made among them. */
export function lockWorld(): { plugins: WorldPlugin[]; choices: Choice[] } {
  const { packages } = JSON.parse(readFileSync(FILE, 'utf8')) as { packages: Record<string, Locked> }
  const plugins = new Map<string, WorldPlugin>()
  const choices: Choice[] = []
  const places = Object.entries(packages).filter(([, { version, link }]) => version && !link)
  for (const [place, locked] of places) {
    const by = place === '' ? ROOT : slugOf(locked.name ?? nameAt(place))
    const version = locked.version as string
    const plugin = plugins.get(by) ?? { slug: by, versions: [] }
    plugins.set(by, plugin)
    const needs: Need[] = []
    for (const [name, range, isOptional] of rangesOf(locked)) {
      const chosen = chosenFor(packages, place, name)
      // What is not in the tree (peers that nobody asked for) and what is no range has no plugin here.
      if (!chosen?.version || semver.validRange(range) === null) continue
      const on = slugOf(chosen.name ?? name)
      needs.push({ on, req: requirementOf(range), isOptional })
      choices.push({ by, byVersion: version, on, range, version: chosen.version })
    }
    // One version may stand at several places: the same package with the same needs.
    if (!plugin.versions.some((each) => each.version === version)) plugin.versions.push({ version, needs })
  }
  return { plugins: [...plugins.values()], choices }
}

function rangesOf(locked: Locked): [name: string, range: string, isOptional: boolean][] {
  const all = new Map<string, [string, boolean]>()
  for (const [name, range] of Object.entries(locked.peerDependencies ?? {})) {
    all.set(name, [range, locked.peerDependenciesMeta?.[name]?.optional === true])
  }
  for (const [name, range] of Object.entries({ ...locked.devDependencies, ...locked.dependencies })) {
    all.set(name, [range, false])
  }
  for (const [name, range] of Object.entries(locked.optionalDependencies ?? {})) all.set(name, [range, true])
  return [...all].map(([name, [range, isOptional]]) => [name, range, isOptional])
}

/** As Node looks for it: in the `node_modules` of the package itself, then of each one above. */
function chosenFor(packages: Record<string, Locked>, place: string, name: string): Locked | undefined {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const found = packages[`${at}${at && '/'}node_modules/${name}`]
    if (found || at === '') return found
  }
}

const nameAt = (place: string): string =>
  place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Different for every name. */
const slugOf = (name: string): string =>
  `npm-${name.toLowerCase().replace(/[^a-z0-9]/g, (sign) => `-${sign.charCodeAt(0).toString(16)}-`)}`

/** In npm a bare version is exact, and a bare start of one is an x-range; in Cargo, and here, both mean `^`. */
export const requirementOf = (range: string): string =>
  range
    .split('||')
    .map((alternative) => {
      const text = alternative.trim()
      if (text === '') return '*'
      return / - /.test(text) ? text : text.replace(/(?<=^| )(?=v?\d)(?<![<>=~^] ?)/g, '=')
    })
    .join(' || ')
