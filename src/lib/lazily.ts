import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * A package that is loaded when it is first needed, so that a server which does not need it has the memory. Loading it
 * holds everything else up for some tens of milliseconds, once.
 */
export function lazily<Package>(name: string): () => Package {
  let loaded: Package | undefined
  return () => {
    loaded ??= require(name) as Package
    return loaded
  }
}
