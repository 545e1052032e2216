import { writeFileSync } from 'node:fs'
import { appRouter } from '../../routers/index.ts'
import { API_VERSION, buildOpenApi } from '../rpc/openapi.ts'

/** The file that is committed. Where nothing is deployed yet, its samples call a server on this machine. */
export const OPENAPI_FILE = new URL('../../openapi.json', import.meta.url)

/** What `openapi.json` must hold. */
export const openApiText = (): string =>
  `${JSON.stringify(buildOpenApi(appRouter, { version: API_VERSION, baseUrl: 'http://localhost:8080' }), null, 2)}\n`

if (import.meta.main) writeFileSync(OPENAPI_FILE, openApiText())
