import { isRequired, type Node } from './read-graph.ts'
import { strongComponents } from './strong-components.ts'

/**
 * Answers whether a node leads, over at least one required edge, to a version of a plugin. Knows only the plugins a
 * chain could come back to: those on a cycle of versions, and those that stand in the graph at two.
 */
export function reachablePlugins(nodes: readonly Node[]): (node: Node, pluginId: string) => boolean {
  const numberOf = new Map(nodes.map((node, number) => [node, number]))
  const successors = nodes.map(({ edges }) => {
    const numbers: number[] = []
    for (const edge of edges) {
      const number = edge.resolved && isRequired(edge) ? numberOf.get(edge.resolved) : undefined
      if (number !== undefined) numbers.push(number)
    }
    return numbers
  })
  const components = strongComponents(successors)
  const bitOf = bitsOf(candidates(nodes, components))
  if (bitOf.size === 0) return () => false
  const reached = new Array<Uint32Array>(nodes.length)
  // What a component leads to comes before it, so all it needs is known.
  for (const component of components) {
    const bits = new Uint32Array(Math.ceil(bitOf.size / 32))
    for (const successor of component.flatMap((number) => successors[number] as number[])) {
      add(bits, bitOf.get((nodes[successor] as Node).plugin.id))
      merge(bits, reached[successor])
    }
    for (const number of component) reached[number] = bits
  }
  return (node, pluginId) => {
    const bit = bitOf.get(pluginId)
    const number = numberOf.get(node)
    return bit !== undefined && number !== undefined && has(reached[number] as Uint32Array, bit)
  }
}

function candidates(nodes: readonly Node[], components: readonly number[][]): Set<string> {
  const pluginOf = (number: number) => (nodes[number] as Node).plugin.id
  const times = new Map<string, number>()
  for (const { plugin } of nodes) times.set(plugin.id, (times.get(plugin.id) ?? 0) + 1)
  const twice = [...times.keys()].filter((id) => times.get(id) !== 1)
  return new Set([
    ...twice,
    ...components
      .filter(({ length }) => length > 1)
      .flat()
      .map(pluginOf),
  ])
}

const bitsOf = (ids: Set<string>): Map<string, number> => new Map([...ids].map((id, bit) => [id, bit]))

function add(bits: Uint32Array, bit: number | undefined): void {
  if (bit !== undefined) bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31))
}

function merge(bits: Uint32Array, others: Uint32Array | undefined): void {
  for (let word = 0; others && word < bits.length; word++) {
    bits[word] = (bits[word] as number) | (others[word] as number)
  }
}

const has = (bits: Uint32Array, bit: number): boolean =>
  ((bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0
