import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options?: { type: 'minor' }) => void
let collect: Collect | undefined

function collector(): Collect {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as Collect
  }
  return collect
}

/**
 * Hands back what starting has left behind (half of the heap, some 60 MB): V8 would keep it until traffic
 * makes it collect, and a quiet server never gets there. Takes about 30 ms, once.
 */
export const releaseMemory = (): void => collector()()

/**
 * Hands back buffers that were used up. V8 lets some 64 MB of them gather, because their bytes are not on
 * its heap: who moves large files calls this every few megabytes. Takes about a millisecond.
 */
export const releaseBuffers = (): void => collector()({ type: 'minor' })
