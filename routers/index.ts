import { t } from '../src/rpc/trpc.ts'
import { auth } from './auth.ts'
import { binaries } from './binaries.ts'
import { categories } from './categories.ts'
import { platform } from './platform.ts'
import { plugins } from './plugins.ts'
import { versions } from './versions.ts'

/** The table of contents: everything that can be called. */
export const appRouter = t.router({
  auth,
  binaries,
  categories,
  platform,
  plugins,
  versions,
})
export type AppRouter = typeof appRouter
