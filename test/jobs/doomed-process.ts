import { connect } from '../../src/database/orm.ts'
import { createJobs } from '../../src/jobs/jobs.ts'

/** Takes a job, says so, and never finishes it. Started by a test that kills it. */
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const orm = await connect({ url: process.argv[2] ?? '' })
const jobs = createJobs({ orm, log: silent })
jobs.work('send-mail', async () => {
  process.stdout.write('taken\n')
  await new Promise((resolve) => setTimeout(resolve, 60_000))
})
await jobs.start()
