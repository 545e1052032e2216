import { t } from '../src/rpc/trpc.ts'

export const reviews = t.router({})
