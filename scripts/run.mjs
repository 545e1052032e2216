import { resolve } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { stop } from './lib/project.mjs'
import { runNode } from './lib/run.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) stop('Say which file to run: node scripts/run.mjs <file> [arguments]')
await ensureInstalled()
runNode([resolve(file), ...args])
