import { t } from '../src/rpc/trpc.ts'

export const media = t.router({})
