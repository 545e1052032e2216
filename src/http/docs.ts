import type { FastifyInstance } from 'fastify'
import type { OpenApiDocument } from '../rpc/openapi/document.ts'
import { assetOf, sendAsset } from './docs/asset.ts'
import { PAGE_POLICY, pageOf } from './docs/page.ts'
import { loadScript, SCRIPT_VERSION } from './docs/script.ts'

export interface DocsOptions {
  /** The document, or how to make it when somebody asks for the first time. */
  document: OpenApiDocument | (() => OpenApiDocument | Promise<OpenApiDocument>)
}

const PAGE = '/api/docs'
const SCRIPT = `${PAGE}/reference-${SCRIPT_VERSION}.js`

/** The OpenAPI document and the page that shows it. Both are made at the first request, not at the start. */
export async function docsRoutes(server: FastifyInstance, { document }: DocsOptions): Promise<void> {
  const page = pageOf(SCRIPT)
  const script = once(loadScript)
  const json = once(async () => {
    const made = typeof document === 'function' ? await document() : document
    return assetOf(JSON.stringify(made), 'application/json; charset=utf-8', 'no-cache')
  })
  for (const url of server.initialConfig.routerOptions?.ignoreTrailingSlash ? [PAGE] : [PAGE, `${PAGE}/`]) {
    server.get(url, (_request, reply) =>
      reply
        .header('content-security-policy', PAGE_POLICY)
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(page),
    )
  }
  server.get(`${PAGE}/openapi.json`, async (request, reply) => sendAsset(request, reply, await json()))
  server.get(SCRIPT, async (request, reply) => sendAsset(request, reply, await script()))
}

/** Makes something when it is needed first; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
}
