import { t } from '../src/rpc/trpc.ts'

export const notifications = t.router({})
