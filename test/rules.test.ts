import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { appRouter } from '../routers/index.ts'
import type { Meta } from '../src/rpc/meta.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['src', 'routers', 'entities'].flatMap(filesIn)
const tests = filesIn('test')

/** DESIGN §1: which way data flows. `*` stands for one folder; the first rule that fits a file holds. */
const LAYERS: { of: RegExp; may: RegExp[]; vendors?: RegExp }[] = [
  { of: /^src\/(app|main)\.ts$/, may: [/./], vendors: /./ },
  { of: /^src\/commands\//, may: [/./], vendors: /./ },
  { of: /^entities\//, may: [/^entities\//], vendors: /^(@mikro-orm\/|uuid$)/ },
  {
    of: /^src\/lib\//,
    may: [/^src\/lib\//],
    vendors: /^(zod|pino|file-type|transliteration|markdown-it|sanitize-html)$/,
  },
  {
    of: /^src\/ports\//,
    may: [/^src\/ports\//, /^src\/lib\//],
    vendors: /^(zod$|@aws-sdk\/|@redis\/client$|nodemailer|meilisearch|undici$|yauzl$)/,
  },
  { of: /^src\/config\//, may: [/^src\/config\//, /^src\/ports\/[\w-]+\/index\.ts$/], vendors: /^zod$/ },
  {
    of: /^src\/auth\//,
    may: [/^src\/auth\//, /^src\/lib\//],
    vendors: /^(lucia|oslo|arctic|undici|zod|lru-cache$)/,
  },
  {
    of: /^src\/jobs\//,
    // kinds.ts lists the payloads, whose types belong to their domains.
    may: [/^src\/jobs\//, /^src\/lib\//, /^src\/database\/orm\.ts$/, /^src\/domains\/mail\/index\.ts$/],
    vendors: /^(pg-boss|pg|uuid|@mikro-orm\/|kysely)/,
  },
  {
    of: /^src\/database\//,
    may: [/^src\/(database|auth|lib|jobs|config)\//, /^entities\//],
    vendors: /^(@mikro-orm\/|pg|lucia|kysely)/,
  },
  {
    of: /^src\/domains\//,
    may: [
      /^src\/(auth|lib|jobs|domains)\//,
      /^src\/database\/(sql|json|constraint|tenancy|feed)\.ts$/,
      /^src\/ports\/([\w-]+)\/\1\.ts$/,
      /^entities\//,
    ],
    vendors: /^(zod|semver|@mikro-orm\/(core|postgresql|sql))$/,
  },
  {
    of: /^src\/rpc\//,
    may: [/^src\/(rpc|auth)\//, /^src\/domains\/(errors|context)\.ts$/],
    vendors: /^(@trpc\/server|trpc-to-openapi|zod|zod-openapi)/,
  },
  {
    of: /^routers\//,
    may: [/^routers\//, /^src\/rpc\//, /^src\/domains\/[\w-]+\/index\.ts$/, /^src\/lib\/paging\.ts$/],
    vendors: /^zod$/,
  },
  {
    of: /^src\/http\//,
    may: [
      /^src\/(http|rpc|lib|config|auth)\//,
      /^src\/domains\/(errors|context)\.ts$/,
      /^src\/domains\/[\w-]+\/index\.ts$/,
      /^src\/database\/(sql|json|constraint)\.ts$/,
      /^src\/ports\/(storage|rate-limit)\//,
      /^routers\//,
    ],
    vendors: /^(fastify|@fastify\/|@trpc\/server|zod|prom-client|@scalar\/|semver|lru-cache$)/,
  },
]

describe('the house', () => {
  test('data flows one way: every import is one the design allows', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((name) => !isAllowed(file, name))
        .map((name) => `${file} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })

  test('a domain is entered through its index', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((name) => isInsideOfAnotherDomain(file, name))
        .map((name) => `${file} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })

  test('only src/config/env.ts and the entry points know the environment', () => {
    const readers = sources.filter((file) => /process\.env\b/.test(read(file)))
    expect(
      readers.filter(
        (file) => !/^src\/(config\/env\.ts|main\.ts|commands\/)|^src\/database\/embedded-/.test(file),
      ),
    ).toEqual([])
  })

  test('no file is longer than 300 lines, and most are short', () => {
    const lengths = [...sources, ...tests].map((file) => ({ file, lines: read(file).split('\n').length }))
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([])
    const sorted = lengths
      .filter(({ file }) => !tests.includes(file))
      .map(({ lines }) => lines)
      .sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(75)
  })

  test('routers declare and hold no logic', () => {
    const LOGIC = /\b(await|async|if|for|while|switch|try|throw|function|let|class)\b(?=[^'`]*$)/
    const wrong = sources
      .filter((file) => file.startsWith('routers/'))
      .flatMap((file) =>
        read(file)
          .split('\n')
          .filter(
            (line) =>
              LOGIC.test(line.replace(/'[^']*'|`[^`]*`|"[^"]*"/g, '')) ||
              (/^\s*\/\//.test(line) === false && /=> \{/.test(line)),
          )
          .map((line) => `${file}: ${line.trim()}`),
      )
    expect(wrong).toEqual([])
  })

  test('every resolver delegates to one domain function', () => {
    const wrong = sources
      .filter((file) => file.startsWith('routers/') && file !== 'routers/index.ts')
      .flatMap((file) =>
        [...read(file).matchAll(/\.(?:query|mutation)\(([\s\S]*?)\),\n/g)]
          .map(([, resolver = '']) => resolver)
          .filter((resolver) => !/^\(\{ ctx(, input)? \}\) => \w+\(ctx(, input)?\)$/.test(resolver.trim()))
          .map((resolver) => `${file}: ${resolver}`),
      )
    expect(wrong).toEqual([])
  })
})

describe('procedures', () => {
  const procedures = Object.entries(
    appRouter._def.procedures as unknown as Record<string, { _def: { meta?: Meta; type: string } }>,
  )

  test('every procedure states who may call it', () => {
    expect(procedures.filter(([, { _def }]) => !_def.meta?.access).map(([path]) => path)).toEqual([])
  })

  test('what changes something is a mutation, and a read is a query', () => {
    const wrong = procedures.filter(([, { _def }]) => {
      const method = _def.meta?.openapi?.method
      return method !== undefined && (method === 'GET') !== (_def.type === 'query')
    })
    expect(wrong.map(([path]) => path)).toEqual([])
  })

  test('the first tag of an operation is its router', () => {
    const wrong = procedures.filter(
      ([path, { _def }]) => _def.meta?.openapi && _def.meta.openapi.tags?.[0] !== path.split('.')[0],
    )
    expect(wrong.map(([path]) => path)).toEqual([])
  })
})

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** What a file imports: files as paths from the root, packages by name. */
function importsOf(file: string): string[] {
  const names = [
    ...read(file).matchAll(
      /^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gm,
    ),
  ]
  return names
    .map(([, fixed, lazy]) => fixed ?? lazy ?? '')
    .map((name) =>
      name.startsWith('.') ? relative(root, join(root, dirname(file), name)).replaceAll('\\', '/') : name,
    )
}

function isAllowed(file: string, name: string): boolean {
  const layer = LAYERS.find(({ of }) => of.test(file))
  if (!layer) return false
  if (/^(src|routers|entities)\//.test(name)) return layer.may.some((pattern) => pattern.test(name))
  return name.startsWith('node:') || (layer.vendors?.test(name) ?? false)
}

function isInsideOfAnotherDomain(file: string, name: string): boolean {
  const own = /^src\/domains\/([^/]+)\//.exec(file)?.[1]
  const [, other, rest] = /^src\/domains\/([^/]+)\/(.+)$/.exec(name) ?? []
  return other !== undefined && other !== own && rest !== 'index.ts'
}
