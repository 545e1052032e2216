import { z } from 'zod'
import { pageInput, pageOf } from '../../src/lib/paging.ts'
import { byRole, open, scoped, signedIn } from '../../src/rpc/procedures.ts'
import { t } from '../../src/rpc/trpc.ts'

const Author = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Author' })
const Rating = z.object({ stars: z.int().min(1).max(5), text: z.string().optional() }).meta({ id: 'Rating' })
const Settings = z.object({ theme: z.enum(['light', 'dark']).default('light') }).meta({ id: 'Settings' })
const Plugin = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    author: Author,
    bio: z.string().nullable(),
    rating: Rating.nullable(),
  })
  .meta({ id: 'Plugin' })
const CreatePlugin = z
  .object({
    name: z.string().describe('Display name'),
    tags: z.array(z.string()).optional(),
    rating: Rating,
    settings: Settings,
  })
  .meta({ id: 'CreatePlugin' })
const UpdatePlugin = z
  .object({ slug: z.string(), name: z.string().optional(), bio: z.string().nullable().optional() })
  .refine(({ slug: _, ...changes }) => Object.keys(changes).length > 0, 'must change something')
  .meta({ minProperties: 1 })
const BySlug = z.object({ slug: z.string().describe('The slug of the plugin') })

const PLUGIN = {
  id: '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d',
  slug: 'guard',
  author: { id: '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2e', name: "O'Neil" },
  bio: null,
  rating: { stars: 5 },
}

/** A router with one procedure of each kind that the document has to tell apart. */
export const fixture = t.router({
  plugins: t.router({
    list: open
      .meta({
        openapi: {
          method: 'GET',
          path: '/plugins',
          tags: ['plugins'],
          summary: 'List',
          description: 'Lists plugins.',
        },
        rest: {
          example: {
            input: { q: 'guard it', sort: 'newest', platform: ['linux', 'macos'], yanked: false },
            output: { data: [PLUGIN], page: 1, per_page: 20, total: 1 },
          },
        },
      })
      .input(
        z.object({
          q: z.string().optional().describe('Text to look for'),
          sort: z.enum(['newest', 'name']).default('newest'),
          platform: z.array(z.enum(['linux', 'macos'])).optional(),
          yanked: z.boolean().optional(),
          ...pageInput(),
        }),
      )
      .output(pageOf(Plugin))
      .query(() => null as never),
    get: open
      .meta({ openapi: { method: 'GET', path: '/plugins/{slug}', tags: ['plugins'], summary: 'Get' } })
      .input(BySlug)
      .output(Plugin)
      .query(() => null as never),
    create: scoped('publish')
      .meta({
        openapi: {
          method: 'POST',
          path: '/plugins',
          tags: ['plugins'],
          summary: 'Create',
          description: 'Creates.',
        },
        rest: {
          status: 201,
          errors: { conflict: 'The name is taken' },
          example: {
            input: { name: "It's", tags: [], rating: { stars: 1 }, settings: { theme: 'dark' } },
            output: PLUGIN,
          },
        },
      })
      .input(CreatePlugin)
      .output(Plugin)
      .mutation(() => null as never),
    update: signedIn
      .meta({
        openapi: { method: 'PUT', path: '/plugins/{slug}', tags: ['plugins'], summary: 'Update' },
        rest: { invalid: 'bad_request', example: { input: { slug: 'guard', bio: null }, output: PLUGIN } },
      })
      .input(UpdatePlugin)
      .output(Plugin)
      .mutation(() => null as never),
    delete: scoped('publish')
      .meta({ openapi: { method: 'DELETE', path: '/plugins/{slug}', tags: ['plugins'], summary: 'Delete' } })
      .input(BySlug)
      .output(z.void())
      .mutation(() => undefined),
    install: signedIn
      .meta({
        openapi: { method: 'POST', path: '/plugins/{slug}/install', tags: ['plugins'], summary: 'Install' },
        rest: {
          statuses: { 201: 'Installed', 200: 'It was installed already' },
          statusOf: () => 201,
          example: { input: { slug: 'guard' }, output: { installed: true } },
        },
      })
      .input(BySlug)
      .output(z.object({ installed: z.boolean() }))
      .mutation(() => null as never),
    hide: byRole('moderator', 'admin')
      .meta({ openapi: { method: 'POST', path: '/plugins/{slug}/hide', tags: ['plugins'], summary: 'Hide' } })
      .input(BySlug.extend({ reason: z.string().optional() }))
      .output(z.object({ is_hidden: z.boolean() }))
      .mutation(() => null as never),
    onlyRpc: open.query(() => 1),
  }),
  settings: t.router({
    put: signedIn
      .meta({ openapi: { method: 'PUT', path: '/settings', tags: ['users'], summary: 'Put the settings' } })
      .input(Settings)
      .output(Settings)
      .mutation(() => null as never),
  }),
  binaries: t.router({
    upload: scoped('upload')
      .meta({
        openapi: { method: 'POST', path: '/plugins/{slug}/binaries', tags: ['binaries'], summary: 'Upload' },
        rest: {
          status: 201,
          form: {
            fields: { platform: { description: 'The platform', required: true, enum: ['linux', 'macos'] } },
            file: {
              name: 'file',
              description: 'The binary',
              contentTypes: ['application/wasm', 'application/zip'],
            },
          },
          example: { input: { slug: 'guard', platform: 'linux', file: './guard.wasm' }, output: { size: 3 } },
        },
      })
      .input(BySlug)
      .output(z.object({ size: z.int() }))
      .mutation(() => null as never),
    icon: open
      .meta({
        openapi: { method: 'GET', path: '/plugins/{slug}/icon', tags: ['binaries'], summary: 'Icon' },
        rest: {
          raw: { contentTypes: ['image/png', 'image/webp'], description: 'The picture' },
          example: { input: { slug: 'guard' } },
        },
      })
      .input(BySlug)
      .query(() => null as never),
    download: open
      .meta({
        openapi: { method: 'GET', path: '/plugins/{slug}/file', tags: ['binaries'], summary: 'Download' },
        rest: { status: 302, raw: { contentTypes: [], description: 'Where the bytes are' } },
      })
      .input(BySlug)
      .query(() => null as never),
  }),
})
