import type { Edge, Node } from './read-graph.ts'

/** Every node that is reached over the edges that count, once, the nearest first; edges in their order. */
export function breadthFirst(root: Node, counts: (edge: Edge) => boolean = () => true): Node[] {
  const reached = new Set([root])
  // What is added while a set is walked is walked too.
  for (const node of reached) {
    for (const edge of node.edges) {
      if (edge.resolved && counts(edge)) reached.add(edge.resolved)
    }
  }
  return [...reached]
}
