import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { type Asset, etagOf } from './asset.ts'

/** The version of the page's script: its URL changes with it, so that browsers may keep it for good. */
export const SCRIPT_VERSION: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.resolve('@scalar/fastify-api-reference')), 'utf8'),
).version

/**
 * The script of the documentation page. Its package carries 4 MB of script as the literal of a module that could
 * never be let go: a thread of its own loads it at the first visit, hands over the compressed bytes and ends.
 */
export function loadScript(): Promise<Asset> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./script-worker.ts', import.meta.url))
    worker.once('error', reject)
    worker.once('exit', (code) =>
      reject(new Error(`The documentation script was not loaded (exit code ${code}).`)),
    )
    worker.once('message', (gzipped: Uint8Array) =>
      resolve({
        gzipped,
        etag: etagOf(gzipped),
        type: 'text/javascript; charset=utf-8',
        cache: 'public, max-age=31536000, immutable',
      }),
    )
  })
}
