import { z } from 'zod'
import { listPumpkinVersions, PumpkinVersion } from '../src/domains/pumpkin-versions/index.ts'
import { open } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

export const pumpkinVersions = t.router({
  list: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/pumpkin-versions',
        tags: ['pumpkinVersions'],
        summary: 'List the Pumpkin versions',
        description:
          'All known release versions of Pumpkin, prereleases included, drafts left out, newest first by semantic ' +
          'version. They come from the release feed of the project and are at most about an hour old while that ' +
          'answers; when it does not, what it said last is served, and a built-in list before it has ever answered. ' +
          'Tags that are no semantic version are left out.',
      },
      rest: {
        cache: 'minute',
        example: {
          output: [
            { version: '0.3.1', tag_name: 'v0.3.1', published_at: '2026-02-06T18:00:00Z' },
            { version: '0.3.0', tag_name: 'v0.3.0', published_at: '2026-01-16T18:00:00Z' },
          ],
        },
      },
    })
    .output(z.array(PumpkinVersion))
    .query(({ ctx }) => listPumpkinVersions(ctx)),
})
