import { t } from '../src/rpc/trpc.ts'

export const search = t.router({})
