/** A process of its own that starts the embedded server, says what it got as one line of JSON, and stays. */
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { claimServer } from '../../src/database/server-claim.ts'

const [dataDir = '', mode] = process.argv.slice(2)
const server = await startEmbeddedPostgres({ dataDir })
const claim = mode === 'claim' ? await claimServer(server.url) : undefined
console.log(JSON.stringify({ url: server.url, reused: server.reused, claimed: claim && 'release' in claim }))

const alive = setInterval(() => {}, 60_000)
process.on('SIGTERM', async () => {
  await server.stop()
  clearInterval(alive)
})
