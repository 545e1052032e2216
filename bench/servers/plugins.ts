import { fastifyTRPCOpenApiPlugin } from 'trpc-to-openapi'
import { appRouter } from '../../routers/index.ts'
import { type App, createApp } from '../../src/app.ts'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { factsOf } from '../../src/http/facts.ts'
import { createContext } from '../../src/rpc/context.ts'
import { serve } from '../lib/child.ts'
import { handWritten } from './hand-written-plugins.ts'

const make = async (prepare: (app: App) => unknown, env: NodeJS.ProcessEnv = {}) => {
  const config = createConfig(readEnv({ ...process.env, ...env }))
  const app = await createApp(config, process.env.DATABASE_URL as string)
  await prepare(app)
  return app
}

const handWrittenPeer = () => make(({ server, services }) => handWritten(server, services.sql))

// The peers stand among our routes, so that hooks, limits, pool and everything else are the same. Each has a process of
// its own: none is kept warm by what is asked of another, or pays for what that leaves behind in memory.
await serve({
  gourd: () => make(() => {}),
  'gourd, nothing kept': () => make(() => {}, { ANSWER_CACHE_MB: '0' }),
  'trpc-adapter': () => make(() => {}),
  'hand-written': handWrittenPeer,
  'hand-written JSON': handWrittenPeer,
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
