import { t } from '../src/rpc/trpc.ts'
import { admin } from './admin.ts'
import { analytics } from './analytics.ts'
import { apiKeys } from './api-keys.ts'
import { auth } from './auth.ts'
import { binaries } from './binaries.ts'
import { categories } from './categories.ts'
import { changelogs } from './changelogs.ts'
import { dependencies } from './dependencies.ts'
import { fileDecisions } from './file-decisions.ts'
import { files } from './files.ts'
import { icons } from './icons.ts'
import { listingDecisions } from './listing-decisions.ts'
import { listings } from './listings.ts'
import { marketplace } from './marketplace.ts'
import { media } from './media.ts'
import { moderation } from './moderation.ts'
import { notifications } from './notifications.ts'
import { oauth } from './oauth.ts'
import { orgs } from './orgs.ts'
import { personas } from './personas.ts'
import { platform } from './platform.ts'
import { plugins } from './plugins.ts'
import { pumpkinVersions } from './pumpkin-versions.ts'
import { reports } from './reports.ts'
import { reviewReports } from './review-reports.ts'
import { reviews } from './reviews.ts'
import { search } from './search.ts'
import { sessions } from './sessions.ts'
import { users } from './users.ts'
import { versions } from './versions.ts'
import { webhooks } from './webhooks.ts'

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
  fileDecisions,
  files,
  icons,
  listingDecisions,
  listings,
  marketplace,
  media,
  moderation,
  notifications,
  oauth,
  orgs,
  personas,
  platform,
  plugins,
  pumpkinVersions,
  reviewReports,
  reports,
  reviews,
  search,
  sessions,
  users,
  versions,
  webhooks,
})
export type AppRouter = typeof appRouter
