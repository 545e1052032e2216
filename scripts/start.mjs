import { ensureInstalled } from './lib/install.mjs'
import { inProject } from './lib/project.mjs'
import { runNode } from './lib/run.mjs'

await ensureInstalled({ dev: false })
runNode([inProject('src', 'main.ts'), ...process.argv.slice(2)])
