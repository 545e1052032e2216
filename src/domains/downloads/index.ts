export { countSeen } from './count-seen.ts'
export { countable } from './countable.ts'
export { createDownloadCounter, type DownloadCounter } from './counter.ts'
