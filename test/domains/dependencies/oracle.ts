import semver from 'semver'
import type { WorldPlugin } from './world.ts'

/** Resolves a graph in the plainest way there is: no SQL, nothing shared with the product. */

export interface OracleNode {
  slug: string
  version: string
  edges: OracleEdge[]
}

export interface OracleEdge {
  by: string
  on: string
  req: string
  isOptional: boolean
  resolved: string | null
}

export interface OracleConflict {
  type: string
  slug: string
  requirements: string[]
}

export function oracleOf(plugins: readonly WorldPlugin[], npm: ReadonlyMap<string, string>) {
  const pluginOf = new Map(plugins.map((plugin) => [plugin.slug, plugin]))
  const requirementOf = (req: string): string => npm.get(req) ?? req

  const published = (slug: string): string[] => {
    const plugin = pluginOf.get(slug)
    if (!plugin || plugin.isInactive) return []
    return plugin.versions.filter(({ isYanked }) => !isYanked).map(({ version }) => version)
  }
  const matching = (slug: string, reqs: readonly string[]): string[] =>
    published(slug)
      .filter((version) => reqs.every((req) => semver.satisfies(version, requirementOf(req))))
      .sort(semver.rcompare)

  const edgesOf = (slug: string, version: string): OracleEdge[] => {
    const needs = pluginOf.get(slug)?.versions.find((each) => each.version === version)?.needs ?? []
    return needs.map(({ on, req, isOptional = false }) => ({
      by: `${slug}@${version}`,
      on,
      req,
      isOptional,
      resolved: matching(on, [req])[0] ?? null,
    }))
  }

  function reach(slug: string, version: string, follows: (edge: OracleEdge) => boolean): OracleNode[] {
    const found: OracleNode[] = [{ slug, version, edges: edgesOf(slug, version) }]
    for (let n = 0; n < found.length; n++) {
      for (const { on, resolved, ...edge } of found[n]?.edges ?? []) {
        if (resolved === null || !follows({ on, resolved, ...edge })) continue
        if (found.some((node) => node.slug === on && node.version === resolved)) continue
        found.push({ slug: on, version: resolved, edges: edgesOf(on, resolved) })
      }
    }
    return found
  }

  const isRequired = ({ isOptional }: OracleEdge) => !isOptional
  const needed = (slug: string, version: string) => reach(slug, version, isRequired)

  /** Plugins of which one version leads to a version, the same or another one. */
  function comingBack(nodes: readonly OracleNode[]): Set<string> {
    const back = nodes.filter(({ slug, edges }) =>
      edges
        .filter(isRequired)
        .some(
          ({ on, resolved }) => resolved !== null && needed(on, resolved).some((node) => node.slug === slug),
        ),
    )
    return new Set(back.map(({ slug }) => slug))
  }

  /** All but the cycles, in the order of the product. */
  function conflictsOf(nodes: readonly OracleNode[]): OracleConflict[] {
    const edges = nodes.flatMap((node) => node.edges).filter(isRequired)
    const targets = [...new Set(edges.map(({ on }) => on))]
    const to = (slug: string) => edges.filter(({ on }) => on === slug)
    const conflict = (type: string, slug: string, of = to(slug)): OracleConflict => ({
      type,
      slug,
      requirements: of.map(({ by, req }) => `${by} ${req}`),
    })
    const isInactive = (slug: string) => pluginOf.get(slug)?.isInactive === true
    const unresolved = (slug: string) => to(slug).filter(({ resolved }) => resolved === null)
    const isIncompatible = (slug: string) =>
      unresolved(slug).length === 0 &&
      matching(
        slug,
        to(slug).map(({ req }) => req),
      ).length === 0
    const active = targets.filter((slug) => !isInactive(slug))
    return [
      ...active
        .filter((slug) => unresolved(slug).length > 0)
        .map((slug) => conflict('no_matching_version', slug, unresolved(slug))),
      ...active.filter(isIncompatible).map((slug) => conflict('incompatible_ranges', slug)),
      ...targets.filter(isInactive).map((slug) => conflict('inactive_plugin', slug)),
    ]
  }

  return {
    graphOf: (slug: string, version: string) => reach(slug, version, () => true),
    conflictsOf: (slug: string, version: string) => conflictsOf(needed(slug, version)),
    comingBack: (slug: string, version: string) => comingBack(needed(slug, version)),
  }
}
