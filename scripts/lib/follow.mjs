import { isMainThread } from 'node:worker_threads'

const EVERY_MS = 250

// npm passes SIGTERM on to the shell between it and its script, and that shell dies without a word to us.
// Loaded before the program, this ends it the ordinary way once whoever called it is gone.
if (isMainThread && process.env.npm_lifecycle_event) {
  const caller = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === caller) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, EVERY_MS)
  timer.unref()
}
