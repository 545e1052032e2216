import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { basename } from 'node:path'
import './follow.mjs'
import { isInstalled, stamp } from './installed.mjs'
import { withLock } from './lock.mjs'
import { startProgress } from './progress.mjs'
import { inProject, stop } from './project.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const OPTIONS = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']

/** Installs exactly what package-lock.json says, unless it is there. `dev: false` is content without test tools. */
export async function ensureInstalled({ dev = true } = {}) {
  if (isInstalled({ dev })) return
  const wait = () => console.log('Waiting for another process that installs the dependencies.')
  // Not in node_modules: npm empties that.
  await withLock(inProject('.install.lock'), wait, async () => {
    if (!isInstalled({ dev })) await install()
  }).catch(explainLock)
}

async function install() {
  const progress = startProgress('Installing the dependencies (first start only)')
  const { code, words } = await runNpm(['ci', ...OPTIONS])
  progress.end(code === 0 ? 'Installed the dependencies' : 'The installation failed')
  if (code !== 0) stop(`${words.trim()}\n\n${adviceFor(words)}`)
  stamp({ dev: true })
}

function runNpm(args) {
  const [command, ...before] = findNpm()
  const child = spawn(command, [...before, ...args], {
    cwd: inProject(),
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: command.endsWith('.cmd'),
  })
  let stoppedBy
  const forward = (signal) => {
    stoppedBy = signal
    child.kill(signal)
    // npm may take its time to tidy up; the next install begins anew anyway.
    setTimeout(() => child.kill('SIGKILL'), 2000).unref()
  }
  for (const signal of SIGNALS) process.on(signal, forward)
  return new Promise((resolve) => {
    let words = ''
    child.stderr.on('data', (chunk) => {
      words = (words + chunk).slice(-4000)
    })
    child.on('error', (error) => resolve({ code: 1, words: error.message }))
    child.on('close', (code) => {
      for (const name of SIGNALS) process.off(name, forward)
      if (stoppedBy) process.exit(128 + constants.signals[stoppedBy])
      resolve({ code, words })
    })
  })
}

/** The npm that called us, else the one in the PATH. Other package managers set the same variable. */
function findNpm() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  if (npm && /^np[mx]-cli\.c?js$/.test(basename(npm)) && existsSync(npm)) {
    return [node && existsSync(node) ? node : process.execPath, npm.replace(/npx-cli/, 'npm-cli')]
  }
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

function adviceFor(words) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network/i.test(words)) {
    return 'The npm registry cannot be reached. Check the network, or the proxy and registry in your npm settings, and run the command again.'
  }
  if (/EACCES|EPERM|EROFS/.test(words)) {
    return 'node_modules cannot be written. Run the command as the owner of this folder.'
  }
  if (/ENOSPC/.test(words)) return 'The disk is full. Free about 1 GB and run the command again.'
  if (/can only install packages when your package\.json and package-lock\.json/i.test(words)) {
    return 'package.json was changed without package-lock.json. Run `npm install` and try again.'
  }
  if (/spawn npm\S* ENOENT/.test(words))
    return 'npm was not found. Install it with Node from https://nodejs.org.'
  return 'Run the command again; if it fails the same way, `npm ci` shows the details.'
}

function explainLock(error) {
  if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
  stop(`The dependencies are missing, and ${inProject()} cannot be written. Run \`npm ci\` as its owner.`)
}
