import { fastifyTRPCOpenApiPlugin } from 'trpc-to-openapi'
import { appRouter } from '../../routers/index.ts'
import { type App, createApp } from '../../src/app.ts'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { factsOf } from '../../src/http/facts.ts'
import { createContext } from '../../src/rpc/context.ts'
import { serve } from '../lib/child.ts'
import { handWritten } from './hand-written-plugins.ts'

const config = createConfig(readEnv(process.env))

const make = async (prepare: (app: App) => unknown) => {
  const app = await createApp(config, process.env.DATABASE_URL as string)
  await prepare(app)
  return app
}

// The peers stand among our routes, so that hooks, limits, pool and everything else are the same.
await serve({
  gourd: () => make(() => {}),
  // The same in a process of its own: nobody pays for what it leaves behind in memory.
  'trpc-adapter': () => make(() => {}),
  'hand-written': () => make(({ server, services }) => handWritten(server, services.sql)),
  'trpc-to-openapi': () =>
    make(({ server, services }) =>
      server.register(fastifyTRPCOpenApiPlugin, {
        basePath: '/api/v1/trpc-to-openapi',
        router: appRouter,
        createContext: ({ req, res }: { req: never; res: never }) =>
          createContext(services, factsOf(req, res, services)),
      } as never),
    ),
})
