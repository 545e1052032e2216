import { type App, createApp } from '../../src/app.ts'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { serve } from '../lib/child.ts'
import { handWritten } from './hand-written-plugins.ts'

const config = createConfig(readEnv(process.env))

const make = async (prepare: (app: App) => void) => {
  const app = await createApp(config, process.env.DATABASE_URL as string)
  prepare(app)
  return app
}

await serve({
  gourd: () => make(() => {}),
  // Beside our routes, so that hooks, pool and everything else are the same.
  'hand-written': () => make(({ server, services }) => handWritten(server, services.sql)),
})
