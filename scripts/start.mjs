import { ensureInstalled } from './lib/install.mjs'
import { inProject } from './lib/project.mjs'
import { runNode } from './lib/run.mjs'

await ensureInstalled({ dev: false })
// Room for short-lived objects that is never needed here would stay resident: 60 MB for no speed.
const FLAGS = ['--max-semi-space-size=4']
// glibc would keep what starting has freed, in an arena for each thread.
const env = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' }
runNode([...FLAGS, inProject('src', 'main.ts'), ...process.argv.slice(2)], { env })
