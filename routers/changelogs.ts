import { t } from '../src/rpc/trpc.ts'

export const changelogs = t.router({})
