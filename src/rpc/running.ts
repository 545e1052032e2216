import { AsyncLocalStorage } from 'node:async_hooks'
import type { Meta } from './meta.ts'

/** What tRPC does not tell when it formats an error: the request's id, and what a procedure says about itself. */
export interface RunningRequest {
  id: string
  metaOf(path: string): Meta | undefined
}

/** The RPC request that is running. */
export const running = new AsyncLocalStorage<RunningRequest>()
