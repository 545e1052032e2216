/** Says who it is, drains for a moment when told to stop, and ends with what its argument says. */
const [how = '0'] = process.argv.slice(2)
const sayReady = () => console.log(JSON.stringify({ pid: process.pid, node: process.versions.node }))

if (how === 'stay') {
  const stay = setInterval(() => {}, 60_000)
  let isStopping = false
  const drain = () => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => {
      console.log('drained')
      clearInterval(stay)
      process.exitCode = 7
    }, 200)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, drain)
  sayReady()
} else if (how === 'killed') process.kill(process.pid, 'SIGKILL')
else {
  sayReady()
  process.exitCode = Number(how)
}
