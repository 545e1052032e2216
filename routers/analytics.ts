import { t } from '../src/rpc/trpc.ts'

export const analytics = t.router({})
