import { execFileSync } from 'node:child_process'
import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, it } from 'vitest'
import { documented } from '../../src/rpc/openapi/procedures.ts'
import { python, quoted, typescript } from '../../src/rpc/openapi/samples/literal.ts'
import { codeSamples } from '../../src/rpc/openapi/samples.ts'
import { fixture } from './openapi-fixture.ts'

const samples = new Map(
  documented(fixture).map((procedure) => [procedure.name, codeSamples(procedure, 'http://localhost:8080')]),
)
const sample = (name: string, lang: string) =>
  samples.get(name)?.find((each) => each.lang === lang)?.source ?? ''

/** What curl would be called with. */
const curlArguments = (name: string): string[] => {
  const script = `curl() { printf '%s\\0' "$@"; }\nGOURD_API_KEY=k GOURD_TOKEN=t\n${sample(name, 'Shell')}`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

describe.skipIf(process.platform === 'win32')('a shell sample', () => {
  it('has the query of the example', () => {
    const [url] = curlArguments('plugins.list')
    expect(url).toBe(
      'http://localhost:8080/api/v1/plugins?q=guard+it&sort=newest&platform=linux&platform=macos&yanked=false',
    )
  })

  it('sends the body and the credential, whatever quotes they hold', () => {
    const args = curlArguments('plugins.create')
    expect(args.slice(0, 3)).toEqual(['-X', 'POST', 'http://localhost:8080/api/v1/plugins'])
    expect(args).toContain('Authorization: Bearer k')
    expect(JSON.parse(args.at(-1) ?? '')).toMatchObject({ name: "It's", settings: { theme: 'dark' } })
  })

  it('sends a form by parts', () => {
    expect(curlArguments('binaries.upload')).toEqual([
      'http://localhost:8080/api/v1/plugins/guard/binaries',
      '-H',
      'Authorization: Bearer k',
      '-F',
      'platform=linux',
      '-F',
      'file=@./guard.wasm',
    ])
  })
})

describe('a TypeScript sample', () => {
  it('calls the typed client', () => {
    expect(sample('plugins.update', 'TypeScript')).toBe(
      "const result = await trpc.plugins.update.mutate({ slug: 'guard', bio: null })",
    )
    expect(sample('plugins.delete', 'TypeScript')).toBe("await trpc.plugins.delete.mutate({ slug: 'slug' })")
  })

  it('sends and fetches bytes by fetch', () => {
    expect(sample('binaries.upload', 'TypeScript')).toContain(
      "form.append('file', await openAsBlob('./guard.wasm')",
    )
    expect(sample('binaries.icon', 'TypeScript')).toContain('await response.blob()')
  })

  it.each([...samples.keys()])('of %s is valid', (name) => {
    expect(() => stripTypeScriptTypes(sample(name, 'TypeScript'))).not.toThrow()
  })
})

describe('a Python sample', () => {
  it('sends the body in Python', () => {
    const source = sample('plugins.update', 'Python')
    expect(source).toContain("requests.put(\n    'http://localhost:8080/api/v1/plugins/guard',")
    expect(source).toContain("json={'bio': None},")
  })

  it('reads no body where there is none', () => {
    expect(sample('plugins.delete', 'Python')).not.toContain('response.json()')
  })
})

describe('a literal', () => {
  it('is written as its language writes it', () => {
    const value = { is_on: true, none: null, 'a-b': [1, 'x'] }
    expect(typescript(value)).toBe("{ is_on: true, none: null, 'a-b': [1, 'x'] }")
    expect(python(value)).toBe("{'is_on': True, 'none': None, 'a-b': [1, 'x']}")
  })

  it('is spread over lines when it is long', () => {
    const long = 'x'.repeat(60)
    expect(typescript({ a: { b: long } })).toBe(`{\n  a: {\n    b: '${long}',\n  },\n}`)
    expect(python([long])).toBe(`[\n    '${long}',\n]`)
  })

  it('escapes what would end it', () => {
    expect(quoted('it\'s "so"\n')).toBe(`'it\\'s "so"\\n'`)
  })
})
