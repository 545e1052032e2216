import { t } from '../src/rpc/trpc.ts'

export const dependencies = t.router({})
