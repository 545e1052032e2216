import { parentPort } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import reference from '@scalar/fastify-api-reference'
import fastify from 'fastify'

/** The plugin serves its script at this URL, and has no other way to hand it out. */
const SCRIPT = '/js/scalar.js'

const server = fastify()
await server.register(reference, { routePrefix: '/', configuration: { url: '/' } })
const { payload } = await server.inject(SCRIPT)
parentPort?.postMessage(gzipSync(payload))
