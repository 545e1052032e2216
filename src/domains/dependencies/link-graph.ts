import type { VersionPath } from '../versions/index.ts'
import type { Columns, Need } from './graph-statement.ts'
import type { Node, PluginName } from './read-graph.ts'

/** A plugin, and those of its versions that something may resolve to, the lowest first. */
interface Found {
  plugin: PluginName
  isActive: boolean
  releases: Candidate[]
  prereleases: Candidate[]
}

interface Candidate {
  node: Node
  key: string
}

/** The root, each dependency resolved to the highest version walked that it admits. */
export function linkGraph({ plugins, nodes, needs }: Columns, root: VersionPath): Node | undefined {
  const foundOf = new Map<string, Found>()
  plugins.ids.forEach((id, n) => {
    const plugin = { id, slug: plugins.slugs[n] as string, name: plugins.names[n] as string }
    foundOf.set(id, { plugin, isActive: plugins.actives[n] as boolean, releases: [], prereleases: [] })
  })
  const all = nodes.ids.map((versionId, n): Node | undefined => {
    const found = foundOf.get(nodes.plugins[n] as string)
    // Only its author sees that plugin.
    if (!found) return undefined
    const node: Node = { versionId, version: nodes.versions[n] as string, plugin: found.plugin, edges: [] }
    const key = nodes.keys[n]
    // What is behind an inactive plugin was walked as well, and is not to be seen.
    if (key && found.isActive) (key.endsWith('~') ? found.releases : found.prereleases).push({ node, key })
    return node
  })
  for (const { releases, prereleases } of foundOf.values()) {
    for (const each of [releases, prereleases])
      if (each.length > 1) each.sort((a, b) => (a.key < b.key ? -1 : 1))
  }
  const needsOf = JSON.parse(needs) as Need[][]
  all.forEach((from, n) => {
    if (!from) return
    for (const need of needsOf[n] as Need[]) {
      const found = foundOf.get(need[0])
      if (!found) continue
      const { plugin, isActive } = found
      const resolved = highestOf(found, need)
      from.edges.push({ from, plugin, isActive, versionReq: need[1], isOptional: need[2], resolved })
    }
  })
  return all.find((node) => node?.plugin.slug === root.slug && node.version === root.version)
}

/** The highest of one of the intervals. */
function highestOf({ releases, prereleases }: Found, need: Need): Node | undefined {
  let highest: Candidate | undefined
  for (let at = 3; at < need.length; at += 3) {
    const candidate = highestBelow(need[at + 2] as string, need[at] ? prereleases : releases)
    const isHigh = candidate && candidate.key >= (need[at + 1] as string)
    if (isHigh && (!highest || candidate.key > highest.key)) highest = candidate
  }
  return highest?.node
}

/** Keys are printable ASCII, whose order is the same here as in the database. */
function highestBelow(high: string, candidates: readonly Candidate[]): Candidate | undefined {
  let [from, to] = [0, candidates.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((candidates[middle] as Candidate).key < high) from = middle + 1
    else to = middle
  }
  return candidates[from - 1]
}
