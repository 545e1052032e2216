import { ensureInstalled } from './lib/install.mjs'
import { runNode } from './lib/run.mjs'
import { findTool } from './lib/tool.mjs'

await ensureInstalled()
runNode([findTool('vitest'), 'run', ...process.argv.slice(2)])
