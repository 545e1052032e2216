import type { TestApp } from './app.ts'
import { uploadForm, wasm } from './binaries.ts'
import type { Call } from './caller.ts'

/** Brings the search index up to date: tells every event and does every job. */
export async function indexed(app: { readonly current: TestApp }): Promise<void> {
  const { failed } = await app.current.services.jobs.runPending()
  if (failed > 0) throw new Error(`${failed} jobs failed`)
}

/** Uploads a WebAssembly module for a platform, as the owner of the version. */
export async function newBinary(
  call: Call,
  token: string,
  release: { slug: string; version?: string },
  platform: string,
): Promise<void> {
  const { slug, version = '1.0.0' } = release
  const body = uploadForm({ platform, bytes: wasm, fileName: 'plugin.wasm', type: 'application/wasm' })
  const answer = await call(`POST /plugins/${slug}/versions/${version}/binaries`, { token, body })
  if (answer.status !== 201) throw new Error(`not uploaded: ${answer.status} ${JSON.stringify(answer.body)}`)
}
