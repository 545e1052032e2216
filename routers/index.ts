import { t } from '../src/rpc/trpc.ts'
import { apiKeys } from './api-keys.ts'
import { auth } from './auth.ts'
import { binaries } from './binaries.ts'
import { categories } from './categories.ts'
import { oauth } from './oauth.ts'
import { orgs } from './orgs.ts'
import { platform } from './platform.ts'
import { plugins } from './plugins.ts'
import { sessions } from './sessions.ts'
import { users } from './users.ts'
import { versions } from './versions.ts'

/** The table of contents: everything that can be called. */
export const appRouter = t.router({
  apiKeys,
  auth,
  binaries,
  categories,
  oauth,
  orgs,
  platform,
  plugins,
  sessions,
  users,
  versions,
})
export type AppRouter = typeof appRouter
