export { declareDependency } from './declare-dependency.ts'
export { deleteDependency } from './delete-dependency.ts'
export { getGraph } from './get-graph.ts'
export { listDependants } from './list-dependants.ts'
export { listDependencies } from './list-dependencies.ts'
export {
  DeclareDependency,
  DependantList,
  Dependency,
  DependencyGraph,
  DependencyList,
  DependencyPath,
  UpdateDependency,
} from './schema.ts'
export { updateDependency } from './update-dependency.ts'
