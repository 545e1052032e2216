import { AsyncLocalStorage } from 'node:async_hooks'

/** The id of the RPC request that is running: tRPC formats some errors before there is a context. */
export const requestIds = new AsyncLocalStorage<string>()
