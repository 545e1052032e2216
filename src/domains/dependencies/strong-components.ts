interface Visit {
  node: number
  next: number
}

/**
 * The strongly connected components of a directed graph (Tarjan's algorithm, without recursion): what is in one leads
 * to everything else in it. A component comes after all those it leads to. Nodes are numbers from 0.
 */
export function strongComponents(successors: readonly (readonly number[])[]): number[][] {
  const indexOf = new Int32Array(successors.length).fill(-1)
  const lowest = new Int32Array(successors.length)
  const isOpen = new Uint8Array(successors.length)
  const open: number[] = []
  const components: number[][] = []
  let index = 0

  const enter = (node: number): Visit => {
    indexOf[node] = lowest[node] = index++
    isOpen[node] = 1
    open.push(node)
    return { node, next: 0 }
  }
  const lower = (node: number, to: number) => {
    lowest[node] = Math.min(lowest[node] as number, to)
  }
  const leave = (node: number) => {
    if (lowest[node] !== indexOf[node]) return
    const component = open.splice(open.lastIndexOf(node))
    for (const member of component) isOpen[member] = 0
    components.push(component)
  }

  for (let root = 0; root < successors.length; root++) {
    if (indexOf[root] !== -1) continue
    const path = [enter(root)]
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const successor = successors[visit.node]?.[visit.next++]
      if (successor === undefined) {
        path.pop()
        leave(visit.node)
        const before = path.at(-1)
        if (before) lower(before.node, lowest[visit.node] as number)
      } else if (indexOf[successor] === -1) {
        path.push(enter(successor))
      } else if (isOpen[successor]) {
        lower(visit.node, indexOf[successor] as number)
      }
    }
  }
  return components
}
