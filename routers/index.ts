import { t } from '../src/rpc/trpc.ts'
import { admin } from './admin.ts'
import { analytics } from './analytics.ts'
import { apiKeys } from './api-keys.ts'
import { auth } from './auth.ts'
import { binaries } from './binaries.ts'
import { categories } from './categories.ts'
import { changelogs } from './changelogs.ts'
import { dependencies } from './dependencies.ts'
import { media } from './media.ts'
import { notifications } from './notifications.ts'
import { oauth } from './oauth.ts'
import { orgs } from './orgs.ts'
import { platform } from './platform.ts'
import { plugins } from './plugins.ts'
import { reviews } from './reviews.ts'
import { search } from './search.ts'
import { sessions } from './sessions.ts'
import { users } from './users.ts'
import { versions } from './versions.ts'

/** The table of contents: everything that can be called. */
export const appRouter = t.router({
  admin,
  analytics,
  apiKeys,
  auth,
  binaries,
  categories,
  changelogs,
  dependencies,
  media,
  notifications,
  oauth,
  orgs,
  platform,
  plugins,
  reviews,
  search,
  sessions,
  users,
  versions,
})
export type AppRouter = typeof appRouter
