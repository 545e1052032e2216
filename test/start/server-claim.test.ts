import { expect, test } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { claimServer } from '../../src/database/server-claim.ts'
import { end, hold, temporaryFolder } from './processes.ts'

test('a second server hears which process is the first', async () => {
  const dataDir = temporaryFolder()
  const first = await hold(dataDir, 'claim')
  expect(first.claimed).toBe(true)
  expect(await claimServer(first.url)).toEqual({ heldBy: `pid ${first.child.pid}` })

  // A command joins the database all the same.
  const command = await startEmbeddedPostgres({ dataDir })
  expect(command.reused).toBe(true)

  await end(first.child, 'SIGKILL')
  const claim = await claimServer(command.url)
  if (!('release' in claim)) throw new Error(`held by ${claim.heldBy}`)
  await claim.release()
  await command.stop()
})

test('a released claim can be taken again', async () => {
  const server = await startEmbeddedPostgres({ dataDir: temporaryFolder() })
  for (let round = 0; round < 2; round++) {
    const claim = await claimServer(server.url)
    if (!('release' in claim)) throw new Error(`held by ${claim.heldBy}`)
    await claim.release()
  }
  await server.stop()
})
