import { t } from '../src/rpc/trpc.ts'

export const admin = t.router({})
