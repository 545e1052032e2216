const EVERY_SECONDS = 5

/** Shows that something takes its time: a counting line on a terminal, a line now and then in a log. */
export function startProgress(label) {
  const live = process.stdout.isTTY === true
  const begun = Date.now()
  const seconds = () => Math.round((Date.now() - begun) / 1000)
  const say = (text) => process.stdout.write(live ? `\r\x1b[K${text}` : `${text}\n`)
  say(`${label} …`)
  const timer = setInterval(() => {
    if (live || seconds() % EVERY_SECONDS === 0) say(`${label} … ${seconds()} s`)
  }, 1000)
  return {
    end(text) {
      clearInterval(timer)
      say(`${text} (${seconds()} s)${live ? '\n' : ''}`)
    },
  }
}
